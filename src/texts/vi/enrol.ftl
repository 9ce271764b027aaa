# Enrolment: who the bot is talking to, codes, consent, group chats.
enrol-greeting = <b>Kính chào đồng chí { $name }!</b>
    Mã đăng ký đúng: nhiệm vụ <b>{ $duty }</b>, <b>{ $unit }</b>. Còn một bước nữa: đề nghị đồng chí đọc thông báo dưới đây rồi bấm “Đồng ý”.
enrol-done = ✅ <b>Đăng ký xong.</b> Đồng chí đang giữ nhiệm vụ:
enrol-done-next = Từ nay văn bản gửi đơn vị sẽ đến tại đây; khi nhận được, đồng chí chỉ cần bấm “Đã nhận”. Gõ /viec để xem việc cần làm, /trogiup để xem hướng dẫn. Nếu họ tên chưa đúng, gõ /ten rồi đến họ và tên.
enrol-welcome = <b>Kính chào đồng chí { $name }!</b>
    Đồng chí đã đăng ký thành công với nhiệm vụ <b>{ $duty }</b>, <b>{ $unit }</b>. Từ nay văn bản gửi đơn vị sẽ đến tại đây. Gõ /viec để xem việc cần làm, /trogiup để xem hướng dẫn.
enrol-again = Đồng chí { $name } đã đăng ký nhiệm vụ <b>{ $duty }</b>, <b>{ $unit }</b> rồi. Đồng chí không cần làm gì thêm.
enrol-known = <b>Kính chào đồng chí { $name }!</b>
    Đồng chí đang giữ:
enrol-known-duty = • { $duty }, { $unit }
enrol-known-next = Gõ /viec để xem việc cần làm, /trogiup để xem hướng dẫn. Nếu họ tên chưa đúng, gõ /ten rồi đến họ và tên.
enrol-unknown = <b>Kính chào đồng chí!</b>
    Đây là kênh chuyển văn bản và nhận báo cáo của tổ chức đảng. Để sử dụng, đề nghị đồng chí gửi mã đăng ký do văn phòng cấp ủy cấp, ví dụ <code>ABCD-2345-EFGH</code>. Nếu chưa có mã, xin liên hệ văn phòng cấp ủy cấp trên trực tiếp.
enrol-no-duty = Đồng chí hiện không giữ nhiệm vụ nào. Gõ /dulieu để xem hoặc xóa dữ liệu của mình; nếu được giao nhiệm vụ mới, đề nghị gửi mã đăng ký do văn phòng cấp ủy cấp.
enrol-invalid = Mã này không dùng được: có thể gõ chưa đúng, đã được dùng hoặc đã hết hạn. Đề nghị đồng chí kiểm tra lại, hoặc xin văn phòng cấp ủy cấp mã mới.
enrol-paused = Đã có nhiều lần nhập mã không đúng. Để an toàn, xin đồng chí thử lại sau { $minutes } phút. Trong lúc chờ, đề nghị liên hệ văn phòng cấp ủy để kiểm tra mã hoặc xin mã mới.
enrol-not-in-group = Mã đăng ký chỉ dùng trong khung trò chuyện riêng với tôi, không gửi vào nhóm. Nếu mã đã bị nhiều người nhìn thấy, đề nghị đồng chí xin văn phòng cấp ủy cấp mã mới.
enrol-button-private = Mở trò chuyện riêng

enrol-consent = <b>Thông báo về dữ liệu cá nhân</b> (bản số { $version })
    • Hệ thống chỉ lưu: họ tên, tài khoản Telegram, nhiệm vụ đang giữ, thời điểm xác nhận và báo cáo của đồng chí.
    • Chỉ dùng để: chuyển văn bản, nhận xác nhận và báo cáo, nhắc việc. Không chia sẻ cho bên thứ ba.
    • Đồng chí có quyền xem, sửa, xóa dữ liệu của mình bất cứ lúc nào: gõ /dulieu.
    Nếu chấp thuận, đề nghị đồng chí bấm “Đồng ý”.
enrol-notice-new = Thông báo về dữ liệu cá nhân có nội dung mới. Đề nghị đồng chí đọc và bấm “Đồng ý” để tiếp tục nhận văn bản.
enrol-consent-given = ✓ Đã ghi nhận đồng chí đồng ý với thông báo về dữ liệu cá nhân (bản số { $version }).
enrol-consent-given-tap = Đã ghi nhận. Cảm ơn đồng chí.
enrol-consent-refuse = Nếu không đồng ý, hệ thống sẽ xóa họ tên và tài khoản của đồng chí; đồng chí thôi giữ nhiệm vụ trong hệ thống và văn bản không đến đây nữa. Những lần xác nhận và báo cáo trước đây vẫn tính cho đơn vị, không còn gắn tên đồng chí. Đồng chí có chắc chắn muốn xóa không?
enrol-kept = Dữ liệu của đồng chí được giữ nguyên, chưa xóa gì.
enrol-erased = Đã xóa dữ liệu cá nhân của đồng chí. Nếu sau này cần dùng lại, đề nghị đồng chí xin văn phòng cấp ủy cấp mã mới.
enrol-erased-tap = Đã xóa.
enrol-button-agree = Đồng ý
enrol-button-refuse = Không đồng ý
enrol-button-erase = Xóa dữ liệu của tôi
enrol-button-keep = Không xóa
enrol-data = <b>Dữ liệu của đồng chí trong hệ thống</b>
    Họ tên: { $name }
    Mã tài khoản: { $account }
    Nhiệm vụ: { $duties }
    Đồng ý xử lý dữ liệu: { $consent }
enrol-data-no-duty = hiện không giữ nhiệm vụ nào
enrol-data-consent = bản số { $version }
enrol-data-no-consent = chưa
enrol-data-next = Sửa họ tên: gõ /ten rồi đến họ và tên.

enrol-name-how = Đề nghị đồng chí gõ /ten rồi đến họ và tên, ví dụ: <code>/ten Nguyễn Văn An</code>
enrol-name-set = Đã sửa họ tên thành <b>{ $name }</b>.

enrol-group-hello = Kính chào các đồng chí! Để văn bản của đơn vị được gửi vào nhóm này, đề nghị đồng chí bí thư hoặc phó bí thư gõ /nhom tại đây.
enrol-group-bound = ✓ Nhóm này đã được gắn với <b>{ $unit }</b>. Từ nay văn bản gửi đơn vị sẽ đến tại nhóm. Muốn thôi, gõ /bonhom.
enrol-group-same = Nhóm này đang được gắn với <b>{ $unit }</b>.
enrol-group-choose = Đồng chí giữ nhiệm vụ ở nhiều đơn vị. Đề nghị chọn đơn vị của nhóm này:
enrol-group-no-unit = Không có đơn vị nào mang mã “{ $code }” mà đồng chí được gắn nhóm.
enrol-group-refused = Chỉ bí thư, phó bí thư hoặc văn phòng của đơn vị mới gắn được nhóm. Nếu đồng chí giữ nhiệm vụ này mà chưa đăng ký, đề nghị gửi mã đăng ký cho tôi trong khung trò chuyện riêng.
enrol-group-elsewhere = Nhóm này đang được gắn với một đơn vị khác. Đề nghị người đã gắn gõ /bonhom trước, hoặc liên hệ văn phòng cấp ủy.
enrol-group-anonymous = Đồng chí đang gửi với tư cách ẩn danh nên tôi không biết là ai. Đề nghị tắt chế độ quản trị viên ẩn danh rồi gửi lại.
enrol-group-released = Nhóm này thôi gắn với <b>{ $unit }</b>. Văn bản sẽ được gửi riêng cho bí thư hoặc phó bí thư.
# Gửi riêng cho người nay nhận tin thay nhóm.
enrol-group-closed =
    ⚠️ { $why ->
        [left] Kênh này đã bị đưa ra khỏi nhóm <b>{ $title }</b> của { $unit }.
        [no_topic] Chủ đề đã gắn trong nhóm <b>{ $title }</b> của { $unit } đã đóng hoặc bị xóa.
       *[no_rights] Kênh này không còn được phép gửi tin hoặc tệp trong nhóm <b>{ $title }</b> của { $unit }.
    } Từ nay văn bản và tin nhắc việc gửi riêng cho đồng chí tại đây.
    { $why ->
        [left] Muốn nhận lại trong nhóm: đề nghị thêm kênh này vào nhóm rồi gõ /nhom tại đó.
        [no_topic] Muốn nhận lại trong nhóm: đề nghị mở chủ đề khác rồi gõ /nhom tại đó.
       *[no_rights] Muốn nhận lại trong nhóm: đề nghị nhờ quản trị nhóm cho phép kênh này gửi tin và tệp, rồi gõ /nhom trong nhóm.
    }
enrol-group-none = Nhóm này chưa được gắn với đơn vị nào.
enrol-group-only = Lệnh này dùng trong nhóm của đơn vị: đề nghị đồng chí thêm tôi vào nhóm, rồi gõ /nhom trong nhóm.

# Mã đúng, nhưng nhiệm vụ đang có người giữ.
enrol-held-ask =
    Mã đúng. Nhiệm vụ <b>{ $duty }</b> ở <b>{ $unit }</b> hiện có người giữ: đồng chí { $holders }. Đồng chí thay người cũ?

    Đồng chí chọn xong mới có hiệu lực; nếu thay, người cũ được báo và thôi nhận văn bản. Gõ /huy để dừng, mã chưa bị dùng.
enrol-held-replace = ✓ Đúng, tôi thay người cũ
enrol-held-beside = Không, tôi cùng giữ nhiệm vụ này
enrol-held-how = Đề nghị đồng chí bấm một trong hai nút ở tin trên: thay người cũ, hay cùng giữ nhiệm vụ. Muốn dừng, gõ /huy.
enrol-held-stopped = Đã dừng, chưa có gì thay đổi. Mã chưa bị dùng; khi cần, đề nghị đồng chí gửi lại mã.
enrol-held-over = Câu hỏi này không còn hiệu lực. Đề nghị đồng chí gửi lại mã.
enrol-phone-ask = Mã đúng. Để chắc chắn đây là đồng chí, mã này cần thêm một bước: đề nghị bấm nút “Gửi số điện thoại của tôi” ở phía dưới màn hình. Số chỉ dùng để đối chiếu một lần với số văn phòng đã ghi, không lưu lại.
enrol-phone-button = 📱 Gửi số điện thoại của tôi
enrol-phone-how = Tôi đang chờ số điện thoại của đồng chí. Đề nghị bấm nút “Gửi số điện thoại của tôi” ở phía dưới màn hình (gõ số bằng tay thì không dùng được). Nếu không muốn gửi, gõ /huy rồi liên hệ văn phòng cấp ủy.
enrol-phone-own = Đây là số của người khác, nên tôi không dùng được. Đề nghị đồng chí bấm nút “Gửi số điện thoại của tôi” để gửi số của chính mình.
enrol-phone-wrong = Số điện thoại này không khớp với số văn phòng đã ghi cho mã. Mã chưa bị dùng. Đề nghị đồng chí liên hệ văn phòng cấp ủy để kiểm tra lại số, rồi gửi mã lần nữa.
enrol-phone-stopped = Đã dừng. Tôi chưa dùng mã đồng chí vừa gửi. Khi muốn tiếp tục hoặc có mã mới, đề nghị đồng chí gửi mã hoặc mở lại liên kết; nếu không muốn gửi số điện thoại, xin liên hệ văn phòng cấp ủy.
enrol-phone-not-needed = ✓ Với mã này, đồng chí không cần gửi số điện thoại.
enrol-phone-right = ✓ Đã đối chiếu: đúng số điện thoại.
