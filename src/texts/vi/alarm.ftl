# What administrators are told when something is stuck.
alarm-due-work = ⚠️ <b>Hệ thống có việc bị chậm</b>
    { $work ->
        [send-deliveries] Gửi văn bản và tin nhắc việc
        [send-answers] Gửi câu trả lời cho người dùng
        [circulate-directive] Lập danh sách nơi nhận của văn bản
        [plan-chase] Lập lịch đôn đốc
        [chase-due] Đôn đốc theo lịch
        [change-messages] Thu hồi, ghi chú tin nhắn đã gửi
        [seal-audit] Niêm phong nhật ký
       *[other] { $work }
    }: đã quá { $minutes } phút mà chưa làm được (đang chờ: { $count }).
    Đề nghị đồng chí báo người vận hành máy chủ kiểm tra; hệ thống vẫn tiếp tục thử và không mất dữ liệu.
