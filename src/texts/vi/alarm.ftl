# What administrators are told when something is stuck.
alarm-due-work = ⚠️ <b>Hệ thống có việc bị chậm</b>
    { $work ->
        [send-deliveries] Gửi văn bản và tin nhắc việc
        [send-answers] Gửi câu trả lời cho người dùng
        [circulate-directive] Lập danh sách nơi nhận của văn bản
        [plan-chase] Lập lịch đôn đốc
        [chase-due] Đôn đốc theo lịch
        [change-messages] Thu hồi, ghi chú tin nhắn đã gửi
        [handle-updates] Trả lời tin nhắn gửi tới bot
        [seal-audit] Niêm phong nhật ký
       *[other] { $work }
    }: đã quá { $minutes } phút mà chưa làm được (đang chờ: { $count }).
    Đề nghị đồng chí báo người vận hành máy chủ kiểm tra; hệ thống vẫn tiếp tục thử và không mất dữ liệu.
# Một tin nhắn làm tiến trình dừng hai lần: được gác lại.
alarm-set-aside = ⚠️ <b>Một tin nhắn đã được gác lại</b>
    Tin nhắn số { $seq } gửi tới bot đã làm tiến trình dừng hai lần, nên hệ thống không xử lý nữa và đã báo người gửi. Các việc khác vẫn chạy. Đề nghị người vận hành tìm số này trong nhật ký và báo nhóm phát triển.
# Tệp của máy chủ Bot API nội bộ không đọc được trên máy này.
alarm-local-files = ⚠️ <b>Không đọc được tệp người dùng gửi</b>
    Tệp gửi tới bot nằm trên máy chủ Bot API nội bộ nhưng hệ thống không đọc được nên chưa tiếp nhận văn bản nào. Nguyên nhân: { $reason ->
        [no_folder] chưa đặt TELEGRAM_FILES_DIR.
        [outside] tệp nằm ngoài thư mục TELEGRAM_FILES_DIR.
       *[unreadable] thư mục TELEGRAM_FILES_DIR chưa được gắn vào máy này hoặc không có quyền đọc.
    }
    Đề nghị đồng chí báo người vận hành máy chủ; sửa xong, người gửi gửi lại tệp.
# Đến được người đọc khi đã kết nối lại.
alarm-telegram-away = ⚠️ <b>Không kết nối được Telegram từ { $since }</b>
    Trong thời gian đó không tin nào được gửi, các tin chờ trong hệ thống và tự gửi khi có kết nối; không tin nào bị mất. Nếu tin này đến tức là đã kết nối lại. Đề nghị đồng chí báo người vận hành máy chủ kiểm tra đường truyền, tường lửa và chứng chỉ.
