# Saved lists of recipients, in /moi and under /danhsach.
list-button-choose = 📋 Dùng danh sách
list-button-save = 💾 Lưu danh sách
list-button-back = ◀️ Quay lại nơi nhận
list-choice = { $name } ({ $count })
list-choose = 📋 Đề nghị chọn danh sách nơi nhận. Số trong ngoặc là số nơi nhận tính đến hôm nay.
list-none-yet = Cơ quan chưa có danh sách nào được lưu. Đề nghị chọn nơi nhận, rồi bấm “Lưu danh sách”.
list-ask-name = 💾 Đề nghị gõ tên danh sách, ví dụ: Các đảng ủy xã miền núi
list-in-use = 📋 Đang dùng danh sách: <b>{ $name }</b>
list-branches = • Chỉ trong { $count } nhánh được chọn của danh sách
list-include = • Gửi thêm { $count } đơn vị được ghi đích danh
list-exclude = • Không gửi { $count } đơn vị (gồm cả các đơn vị bên dưới)
list-saved = 💾 Đã lưu danh sách “{ $name }”. Lần sau đồng chí chọn lại bằng nút “Dùng danh sách”; sửa tên hoặc xóa: /danhsach
list-replaced = 💾 Đã ghi nơi nhận mới vào danh sách “{ $name }” (thay cho nơi nhận cũ).
list-fault-not_allowed = Đồng chí không có nhiệm vụ văn phòng của cơ quan giữ danh sách này.
list-fault-name_missing = Tên danh sách còn trống. Đề nghị gõ lại.
list-fault-name_taken = Đã có danh sách khác mang tên này. Đề nghị gõ tên khác.
list-fault-secret = Hệ thống không tiếp nhận nội dung mật. Tên vừa gõ không được lưu.
list-fault-outside = Danh sách có đơn vị nằm ngoài phạm vi của cơ quan.
list-fault-gone = Danh sách này không còn nữa, hoặc không thuộc cơ quan của đồng chí.
list-heading = 📋 <b>Danh sách nơi nhận</b>
    Đề nghị chọn danh sách để xem, đổi tên hoặc xóa.
list-none = Cơ quan của đồng chí chưa có danh sách nơi nhận nào. Danh sách đơn vị được lưu khi soạn văn bản: gõ /moi, đến bước “Nơi nhận”, bấm “Lưu danh sách”.
list-not-for-you = Danh sách nơi nhận do văn phòng cấp ủy giữ. Gõ /trogiup để xem các lệnh của đồng chí.
list-card = 📋 <b>{ $name }</b>
list-owner = { $unit }
list-kinds = • Cấp nhận: { $kinds }
list-button-rename = ✏️ Đổi tên
list-button-delete = 🗑 Xóa
list-button-delete-yes = 🗑 Đúng, xóa danh sách
list-button-all = ◀️ Các danh sách
list-ask-rename = ✏️ Đề nghị gõ tên mới của danh sách “{ $name }”.
list-renamed = ✏️ Danh sách nay có tên “{ $name }”.
list-ask-delete = 🗑 Xóa danh sách “{ $name }”? Văn bản đã phát hành theo danh sách này vẫn giữ nguyên nơi nhận.
list-deleted = 🗑 Đã xóa danh sách “{ $name }”.

# What a directive asks: reminders, protection.
asked-ask-reminders = 🔔 <b>Cách nhắc</b>
    Chỉ nhắc những nơi chưa hoàn thành, trong giờ làm việc. Đề nghị chọn:
asked-plan-heading = <b>{ $plan }</b>
asked-plan-usual = Thường
asked-plan-tight = Gấp
asked-plan-sparse = Thưa
asked-plan-none = Không nhắc
asked-plan-own = Theo ngày đã định
asked-reminders = 🔔 Cách nhắc: { $plan }
asked-remind-ack = • Nhắc xác nhận: { $days }
asked-remind-report = • Nhắc báo cáo: { $days }
asked-remind-report-weekly = • Nhắc báo cáo: { $days }; sau đó mỗi tuần một lần đến { $until }
asked-remind-superior = • Báo cấp trên nếu còn nợ: { $days }
asked-remind-at-once = • Nhắc xác nhận ngay khi gửi, kèm danh sách gọi điện cho cấp trên
asked-remind-urgent = • Nhắc xác nhận sau { $hours } giờ kể từ khi nhận
asked-remind-none = • Không có lần nhắc nào
asked-protected = 🔒 Người nhận không chuyển tiếp, không lưu được tin
asked-unprotected = 🔓 Người nhận được chuyển tiếp và lưu tin
asked-button-reminders = 🔔 Đổi cách nhắc
asked-button-protect = 🔒 Chặn chuyển tiếp
asked-button-unprotect = 🔓 Cho chuyển tiếp
new-fault-reminder_day = Ngày nhắc chưa đúng. Đề nghị chọn lại cách nhắc.
new-fault-reminders_too_many = Quá nhiều lần nhắc. Đề nghị chọn lại cách nhắc.
new-fault-reminder_weeks = Số tuần nhắc chưa đúng. Đề nghị chọn lại cách nhắc.
new-fault-reminder_superior = Ngày báo cấp trên chưa đúng. Đề nghị chọn lại cách nhắc.

# Speakers: each receives and acknowledges for themselves.
speaker-button-speakers = 🎤 Gửi cho báo cáo viên
speaker-button-units = 🏢 Gửi cho đơn vị
speaker-ask-audience = <b>Nơi nhận: báo cáo viên</b>
    Văn bản gửi riêng cho từng báo cáo viên, mỗi người tự xác nhận đã nhận; không yêu cầu báo cáo.
    Chọn cấp của báo cáo viên; bỏ dấu những đơn vị không gửi (gồm cả các đơn vị bên dưới). Xong thì bấm “Xong”.
speaker-named = • Chỉ { $count } báo cáo viên có tên trong danh sách
speaker-preview-recipients = 🎤 Nơi nhận: <b>{ $count }</b> báo cáo viên
speaker-preview-unreachable = ⚠️ Chưa liên lạc được <b>{ $count }</b> báo cáo viên:
speaker-preview-burden = 📚 { $units } báo cáo viên còn văn bản chưa xác nhận; nhiều nhất: { $unit } ({ $most } văn bản).
speaker-status-missing-ack = Chưa xác nhận đã nhận: <b>{ $count }</b> báo cáo viên
speaker-status-missing-report = Chưa gửi báo cáo: <b>{ $count }</b> báo cáo viên
speaker-todo = 🎤 Gửi riêng đồng chí (báo cáo viên, { $unit })
new-fault-speakers_only_acknowledge = Văn bản gửi báo cáo viên chỉ yêu cầu xác nhận đã nhận. Đề nghị chọn lại.
speaker-list-new = ➕ Danh sách báo cáo viên · { $unit }
speaker-list-members = 🎤 Thêm, bớt báo cáo viên
speaker-list-ask-name = 🎤 Đề nghị gõ tên danh sách, ví dụ: Báo cáo viên cấp tỉnh
speaker-list-card = 🎤 <b>{ $name }</b>: { $count } báo cáo viên
speaker-list-gone = ⚠️ { $count } người đã thôi nhiệm vụ báo cáo viên mà chưa có người thay, không còn nhận văn bản.
speaker-list-more = (và { $count } người khác; gõ tên để tìm)
speaker-list-ask-words = Gõ tên báo cáo viên hoặc tên đơn vị để tìm và thêm; bấm vào một người để bớt.
speaker-list-found = Tìm “{ $typed }”: bấm để thêm (➕) hoặc bớt (☑️).
speaker-list-found-none = Không tìm thấy báo cáo viên nào có “{ $typed }” trong phạm vi của cơ quan. Báo cáo viên phải đăng ký bằng mã mời trước (/donvi).
speaker-list-added = Đã thêm.
speaker-list-removed = Đã bớt.
speaker-list-done = ✅ Xong

# The outline of reports.
asked-outline = 📝 Đề cương báo cáo: { $title } ({ $count } câu)
outline-ask = 📝 <b>Đề cương báo cáo</b>
    Đề nghị chọn. Đề cương được giữ nguyên từ khi phát hành, dù sau này có bản mới.
outline-item-built-in = • { $title }: { $count } câu
outline-item = • { $title }: { $count } câu (bản { $version }, { $unit })
outline-button = 📝 Đổi đề cương báo cáo
outline-gone = Đề cương vừa chọn không còn dùng, hoặc đã có bản mới. Đề nghị xem lại và chọn lại.

# Sending at a time.
timed-button = 🕗 Hẹn giờ gửi
timed-button-morning = 🕗 8 giờ ngày làm việc tới
timed-button-now = 📤 Gửi ngay khi phát hành
timed-ask = 🕗 Gửi vào lúc nào? Chọn bên dưới, hoặc gõ giờ và ngày (ví dụ 7:30 25/11/2026).
timed-at = 🕗 Gửi lúc: { $time }
timed-fault-form = Chưa đọc được giờ gửi. Đề nghị gõ như: 7:30 25/11/2026
new-fault-issue_at_past = Giờ gửi đã qua. Đề nghị chọn giờ sau.
approve-button-at = 🕗 Duyệt, chọn giờ gửi
approve-ask-time = 🕗 { $number }: gửi vào lúc nào? Đề nghị gõ giờ và ngày, ví dụ 7:30 25/11/2026. Gõ /huy để thôi.
preview-unreached-name = { $name } ({ $why })
preview-unreached = Cụ thể: { $names }.
preview-unreached-and-more = Trong đó có: { $names }; và { $more } nơi khác.
speaker-kinds-all = Mọi cấp
