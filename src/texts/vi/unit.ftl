# Units, duties, codes.
unit-duty-secretary = Bí thư
unit-duty-deputy = Phó bí thư
unit-duty-office = Văn phòng
unit-duty-speaker = Báo cáo viên
unit-duty-observer = Giám sát viên
unit-duty-administrator = Quản trị viên
unit-kind-province = Tỉnh ủy
unit-kind-committee = Đảng ủy cấp trên cơ sở
unit-kind-grassroots = Tổ chức cơ sở đảng
unit-kind-section = Đảng bộ bộ phận
unit-kind-cell = Chi bộ

unit-head = <b>{ $name }</b>
unit-facts = { $kind } · mã <code>{ $code }</code>
unit-path = { $path }
unit-holders = <b>Người giữ nhiệm vụ</b>
unit-holder = • { $duty }: { $name }
unit-holder-unreachable = • { $duty }: { $name } (không liên lạc được: { $why })
unit-holder-none = Chưa có ai đăng ký.
unit-open-codes = Mã đăng ký đã cấp, chưa dùng: { $count }
unit-group = Nhóm: { $title }
unit-group-unreachable = Nhóm: { $title } (không gửi được: { $why })
unit-below = <b>Đơn vị trực thuộc: { $count }</b>
unit-below-cells = Chi bộ: { $cells }, chưa gửi được: { $unreachable } (chưa đăng ký { $nobody }).
unit-page = Trang { $page }/{ $pages }
unit-why-nobody_enrolled = chưa đăng ký
unit-why-blocked = đã chặn
unit-why-left = đã rời nhóm
unit-why-not_found = không tìm thấy
unit-why-deactivated = tài khoản đã xóa
unit-why-no_consent = chưa đồng ý thông báo dữ liệu cá nhân
unit-why-no_rights = kênh này không gửi được trong nhóm hoặc chủ đề; đề nghị cho phép gửi tin và tệp rồi gõ lại /nhom trong nhóm
unit-button-up = ⬆ Lên cấp trên
unit-button-previous = ◀ Trước
unit-button-next = Tiếp ▶
unit-button-code = 🔑 Cấp mã đăng ký
unit-not-allowed = Đồng chí không có quyền xem đơn vị này.
unit-gone = Đơn vị này không còn. Gõ /donvi để xem lại.
unit-not-enrolled = Lệnh này dành cho người đã đăng ký. Đề nghị đồng chí gửi mã đăng ký trước.
unit-found = Tìm thấy { $count } đơn vị có “{ $typed }”:
unit-found-people = Tìm thấy { $count } người giữ nhiệm vụ có tên “{ $typed }”:
unit-found-person = • { $name } ({ $duties })
unit-found-more = Còn người khác cùng tên; đề nghị đồng chí gõ đầy đủ họ tên hơn.
unit-found-none = Không tìm thấy đơn vị hoặc người giữ nhiệm vụ nào có “{ $typed }” trong phạm vi của đồng chí.
unit-code-which = Cấp mã đăng ký ở <b>{ $unit }</b> cho nhiệm vụ nào?
unit-code-made = Mã đăng ký <b>{ $duty }</b>, <b>{ $unit }</b>:
    <code>{ $code }</code>
    { $link }
    Mã dùng cho một người, một lần, đến hết ngày { $day }. Đề nghị gửi riêng cho người được cấp, không đưa vào nhóm.
unit-code-copy = 📋 Sao chép đường dẫn
unit-code-made-tap = Đã cấp mã.
unit-button-hand-over = 🔄 Bàn giao nhiệm vụ
unit-hand-over-which = Bàn giao nhiệm vụ nào ở <b>{ $unit }</b>?
unit-hand-over-none = Ở <b>{ $unit }</b> chưa có nhiệm vụ nào mà đồng chí được bàn giao.
unit-hand-over-made = Mã bàn giao nhiệm vụ:
    <code>{ $code }</code>
    { $link }
    Đề nghị gửi riêng cho người kế nhiệm. Khi người kế nhiệm dùng mã này (đến hết ngày { $day }), nhiệm vụ được chuyển ngay và người tiền nhiệm thôi quyền. Việc còn lại của đơn vị do người kế nhiệm làm tiếp.

unit-term-until = (nhiệm kỳ đến { $day })
unit-term-over = (⚠ đã hết nhiệm kỳ ngày { $day })
unit-substitute-until = (thay tạm đến hết ngày { $day })
unit-past-named = <i>Trước { $day } là: { $name } ({ $decision }).</i>
unit-past-below = <i>Trước { $day } trực thuộc: { $name } ({ $decision }).</i>
unit-past-kind = <i>Đổi loại hình tổ chức từ { $day } ({ $decision }).</i>
unit-past-took = <i>Tiếp nhận { $name } từ { $day } ({ $decision }).</i>
unit-past-from = <i>Tách từ { $name }, { $day } ({ $decision }).</i>
unit-past-into = <i>Chuyển vào { $name } từ { $day } ({ $decision }).</i>
unit-past-no-decision = không ghi số quyết định

unit-duty-substitute = (thay tạm)
unit-duty-what = <b>{ $duty }</b>, <b>{ $unit }</b>: đồng chí { $name }. Đồng chí cần làm gì?
unit-duty-gone = Nhiệm vụ này đã thay đổi. Gõ /donvi để xem lại.
unit-button-successor = 🔄 Cấp mã cho người kế nhiệm
unit-button-substitute = 🕓 Cử người thay tạm
unit-button-end = ⏹ Thôi nhiệm vụ
unit-button-end-surely = Xác nhận thôi nhiệm vụ
unit-button-leave = Để nguyên
unit-substitute-ask = Đồng chí { $name } (<b>{ $duty }</b>, <b>{ $unit }</b>) vắng đến hết ngày nào? Đề nghị gõ ngày, ví dụ <code>15/12/2026</code>. Hết ngày đó, người thay tạm tự thôi quyền.
unit-substitute-how = Đề nghị gõ ngày cuối cùng của thời gian thay tạm, ví dụ <code>15/12/2026</code>: từ hôm nay trở đi và không quá một năm.
unit-substitute-made = Mã thay tạm <b>{ $duty }</b>, <b>{ $unit }</b>, đến hết ngày { $until }:
    <code>{ $code }</code>
    { $link }
    Đề nghị gửi riêng cho người thay tạm; mã dùng được đến hết ngày { $day }. Đồng chí { $name } vẫn giữ nhiệm vụ và vẫn nhận văn bản.
unit-end-ask = Đồng chí { $name } thôi nhiệm vụ <b>{ $duty }</b> ở <b>{ $unit }</b>, chưa có người kế nhiệm? Người đó sẽ không còn quyền ngay; những việc đã xác nhận, đã báo cáo vẫn giữ tên. Nếu đã có người kế nhiệm, đề nghị cấp mã cho người kế nhiệm để việc được chuyển liền.
unit-end-ask-substitute = Đồng chí { $name } thôi thay tạm nhiệm vụ <b>{ $duty }</b> ở <b>{ $unit }</b>? Người giữ nhiệm vụ không thay đổi.
unit-ended = ✓ Đồng chí { $name } đã thôi nhiệm vụ <b>{ $duty }</b> ở <b>{ $unit }</b>. { $told ->
    [yes] Hệ thống sẽ nhắn tin báo đồng chí ấy.
    [no] Hệ thống chưa nhắn được cho đồng chí ấy, đề nghị báo trực tiếp.
   *[self] Đồng chí không phải làm gì thêm trong nhiệm vụ này.
 }{ $misses ->
    [yes] {" "}Người thay tạm thì hệ thống chưa nhắn được, đề nghị báo trực tiếp.
   *[no] {""}
 }{ $told ->
    [self] {""}
   *[other] {" "}Gõ /donvi để cấp mã cho người mới.
 }
unit-ended-substitute = ✓ Đồng chí { $name } đã thôi thay tạm nhiệm vụ <b>{ $duty }</b> ở <b>{ $unit }</b>; người giữ nhiệm vụ không thay đổi. { $told ->
    [yes] Hệ thống sẽ nhắn tin báo đồng chí ấy.
    [no] Hệ thống chưa nhắn được cho đồng chí ấy, đề nghị báo trực tiếp.
   *[self] Đồng chí không phải làm gì thêm trong việc này.
 }

unit-button-with-phone = 📱 Mã kèm đối chiếu số điện thoại
unit-code-which-phone = Cấp mã kèm đối chiếu số điện thoại ở <b>{ $unit }</b> cho nhiệm vụ nào?
unit-code-phone-ask = Đề nghị đồng chí gõ số điện thoại Telegram của người sẽ giữ nhiệm vụ <b>{ $duty }</b> ở <b>{ $unit }</b>, ví dụ <code>0912 345 678</code>. Chỉ ai gửi đúng số này từ máy của mình mới dùng được mã; hệ thống không lưu số.
unit-code-phone-how = Đây chưa phải số điện thoại. Đề nghị gõ lại, ví dụ <code>0912 345 678</code>; nếu thôi, gõ /huy.
unit-code-made-phone = Mã đăng ký <b>{ $duty }</b>, <b>{ $unit }</b>, có đối chiếu số điện thoại:
    <code>{ $code }</code>
    { $link }
    Mã dùng cho một người, một lần, đến hết ngày { $day }. Người nhận sẽ được mời bấm nút gửi số điện thoại của mình; đúng số thì đăng ký xong. Đề nghị xóa tin nhắn có số điện thoại ở trên.
unit-told-handed-over =
    Kính gửi đồng chí, nhiệm vụ <b>{ $duty }</b> ở <b>{ $unit }</b> đã được bàn giao cho đồng chí { $name }, từ { $when }.

    Từ lúc này, văn bản và việc cần làm của nhiệm vụ đó đến với người kế nhiệm, đồng chí không phải làm gì thêm. Những việc đồng chí đã xác nhận, đã báo cáo vẫn giữ nguyên. Nhiệm vụ khác của đồng chí, nếu có, không thay đổi.

    Nếu có điều gì chưa đúng, đề nghị đồng chí liên hệ { $ask }.
unit-told-stood-in-handed-over =
    Kính gửi đồng chí, nhiệm vụ <b>{ $duty }</b> ở <b>{ $unit }</b> mà đồng chí thay tạm đã được bàn giao cho đồng chí { $name }, từ { $when }.

    Việc thay tạm kết thúc từ lúc này, đồng chí không phải làm gì thêm. Nhiệm vụ khác của đồng chí, nếu có, không thay đổi.

    Nếu có điều gì chưa đúng, đề nghị đồng chí liên hệ { $ask }.
unit-told-ended =
    Kính gửi đồng chí, đồng chí đã thôi nhiệm vụ <b>{ $duty }</b> ở <b>{ $unit }</b>, từ { $when }.

    Từ lúc này, văn bản và việc cần làm của nhiệm vụ đó không gửi đến đồng chí nữa, đồng chí không phải làm gì thêm. Những việc đồng chí đã xác nhận, đã báo cáo vẫn giữ nguyên. Nhiệm vụ khác của đồng chí, nếu có, không thay đổi.

    Nếu có điều gì chưa đúng, đề nghị đồng chí liên hệ { $ask }.
unit-told-stood-in-ended =
    Kính gửi đồng chí, việc đồng chí thay tạm nhiệm vụ <b>{ $duty }</b> ở <b>{ $unit }</b> đã kết thúc, từ { $when }.

    Đồng chí không phải làm gì thêm. Nhiệm vụ khác của đồng chí, nếu có, không thay đổi.

    Nếu có điều gì chưa đúng, đề nghị đồng chí liên hệ { $ask }.
unit-told-of-appointment =
    Kính gửi đồng chí, từ { $when } đồng chí { $name } là văn phòng của <b>{ $unit }</b>, bằng mã do đồng chí { $by } tạo.

    Văn phòng soạn, ban hành và duyệt văn bản. Nếu đúng, đồng chí không phải làm gì. Nếu không đúng, đề nghị mở /donvi, chọn { $unit } và cho thôi nhiệm vụ.

unit-told-ask = văn phòng { $unit }
unit-told-ask-top = quản trị viên hệ thống của { $unit }
