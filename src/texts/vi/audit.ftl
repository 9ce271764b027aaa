# The audit trail in chat.
audit-head = <b>Nhật ký · { $units }</b>
audit-line = { $when } · { $actor } · { $what } · { $unit }
audit-about-directive = số { $number } “{ $subject }”
audit-about-draft = văn bản chưa phát hành
audit-about-hidden = văn bản ngoài phạm vi của đồng chí
audit-about-duty = nhiệm vụ { $duty }
audit-about-duty-of = { $duty }: { $name }
audit-about-person = đồng chí { $name }
audit-none = Chưa có mục nhật ký nào.
audit-not-allowed = Chỉ người giữ nhiệm vụ giám sát hoặc quản trị mới xem được nhật ký.
audit-button-older = Cũ hơn ▶
audit-system = hệ thống
audit-operator = người vận hành máy chủ
audit-action =
    { $action ->
        [directive-draft] soạn văn bản
        [directive-revise] sửa dự thảo
        [directive-submit] trình duyệt văn bản
        [directive-return] trả lại dự thảo
        [directive-issue] phát hành văn bản
        [directive-circulate] chuyển văn bản đến các đơn vị
        [directive-recall] thu hồi văn bản
        [directive-add_recipients] thêm nơi nhận
        [audience-save] lưu danh sách nơi nhận
        [audience-rename] đổi tên danh sách nơi nhận
        [audience-delete] xóa danh sách nơi nhận
        [directive-drop] bỏ dự thảo
        [directive-extended] gia hạn văn bản
        [directive-corrected] đính chính văn bản
        [directive-recalled] thu hồi văn bản
        [directive-superseded] thay thế văn bản
        [directive-closed] kết thúc theo dõi văn bản
        [directive-pass_on] chuyển tiếp văn bản
        [campaign-open] mở đợt
        [campaign-close] kết thúc đợt
        [campaign-assign] đưa văn bản vào đợt
        [notice-neutral] mời đến nhận tài liệu
        [outline-register] đăng ký đề cương báo cáo
        [outline-retire] thôi dùng đề cương báo cáo
        [circulation-pause] tạm dừng gửi
        [circulation-resume] gửi tiếp
        [circulation-cancel] hủy gửi
        [circulation-continue] gửi tiếp cho những nơi chưa nhận
        [circulation-pause_all] tạm dừng mọi việc gửi
        [circulation-resume_all] gửi tiếp mọi việc
        [circulation-send_again] gửi lại
        [obligation-acknowledge] xác nhận đã nhận
        [report-submit] gửi báo cáo
        [report-accept] chấp nhận báo cáo
        [report-return] đề nghị bổ sung báo cáo
        [code-create] cấp mã đăng ký
        [code-withdraw] hủy mã đăng ký
        [officer-enrol] đăng ký
        [officer-rename] sửa họ tên
        [officer-language] đổi ngôn ngữ
        [consent-give] đồng ý xử lý dữ liệu
        [consent-missing] tạm ngừng gửi vì chưa đồng ý thông báo dữ liệu cá nhân
        [consent-withdraw] rút lại sự đồng ý
        [person-view] xem họ tên, liên lạc
        [person-export] kết xuất dữ liệu cá nhân
        [person-mentions] ghi nhận những nơi còn nêu tên người đã xóa
        [person-erase] xóa dữ liệu cá nhân
        [organisation-export] kết xuất danh sách đơn vị và người giữ nhiệm vụ
        [report-redact] xóa tên người trong báo cáo
        [group-bind] gắn nhóm
        [group-release] bỏ gắn nhóm
        [duty-hand_over] bàn giao nhiệm vụ
        [duty-substitute] cử người thay tạm
        [duty-term] ghi thời hạn nhiệm kỳ
        [duty-end] thôi nhiệm vụ
        [rule-two_persons] đổi quy định hai người
        [calendar-day_off] ghi ngày nghỉ vào lịch
        [calendar-workday] ghi ngày làm bù vào lịch
        [calendar-remove] bỏ ngày đã ghi trong lịch
        [unit-import] nhập danh sách đơn vị
        [unit-change] sửa đơn vị theo danh sách
        [unit-rename] đổi tên đơn vị
        [unit-move] chuyển đơn vị
        [unit-merge] sáp nhập đơn vị
        [unit-split] chia tách đơn vị
        [unit-dissolve] giải thể đơn vị
        [web-sign_in] vào trang làm việc
        [web-sign_out] ra khỏi trang làm việc
       *[other] { $action }
    }
