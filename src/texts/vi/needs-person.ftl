# /canxuly: messages that need a person, and stopping everything.
needs-not-allowed = Đồng chí chưa được phân công theo dõi việc gửi văn bản. Nếu cần, xin liên hệ văn phòng cấp ủy.
needs-head = 🛠 <b>Tin cần xử lý</b>
needs-head-directive = 🛠 <b>Tin cần xử lý của { $number }</b>
needs-head-reason = 🛠 <b>{ $reason }</b>: { $count } tin
needs-head-unreachable = 🛠 <b>Chưa có nơi để gửi</b>: { $count } đơn vị
needs-count = • { $reason }: <b>{ $count }</b> tin
needs-count-unreachable = • Chưa có nơi để gửi: <b>{ $count }</b> đơn vị
needs-count-superiors = • Quá hạn mà chưa báo được cấp trên, vì không ai ở { $units } nhận được tin: <b>{ $count }</b> việc. Đề nghị mở /donvi để cấp mã đăng ký mới; khi có người nhận, hệ thống tự báo.
needs-choose = Đề nghị chọn từng mục để xem và xử lý:
needs-nothing = ✅ Không có tin nào cần xử lý.
needs-settled = Tin này không còn cần xử lý.
needs-no-unit = Chưa rõ đơn vị
needs-line = • { $unit }: { $what }
needs-line-unreachable = • { $unit }: { $why }, chưa nhận { $count } văn bản
needs-reachable-again = đã liên lạc được, đang chờ gửi
needs-message-unit = <b>{ $unit }</b>
needs-message-what = Nội dung: { $what }
    Tình trạng: { $reason }
needs-today-reachable = Hiện nay: liên lạc được, có thể gửi lại ngay.
needs-today-unreachable = Hiện nay: chưa liên lạc được ({ $why }).
needs-what =
    { $purpose ->
        [directive] văn bản { $number }
        [reminder] tin nhắc việc { $number }
        [escalation] tin báo cấp trên { $number }
        [notice] thông báo { $number }
        [digest] bản tổng hợp việc cần làm { $number }
       *[other] tin trả lời { $number }
    }
needs-reason-unknown = Chưa rõ đã đến nơi
needs-reason-blocked = Người nhận đã chặn kênh này
needs-reason-deactivated = Tài khoản Telegram đã xóa
needs-reason-kicked = Kênh này bị đưa ra khỏi nhóm
needs-reason-not_found = Không tìm thấy cuộc trò chuyện
needs-reason-no_rights = Không được phép gửi trong nhóm
needs-reason-no_topic = Chủ đề trong nhóm đã đóng hoặc bị xóa
needs-reason-bad_request = Telegram không nhận tin
needs-reason-too_large = Tệp quá lớn
needs-reason-target_missing = Tin cũ không còn
needs-reason-unauthorized = Kênh chưa được phép gửi
needs-reason-other = Lý do khác
needs-todo-unknown = Đường truyền bị ngắt khi đang gửi nên chưa rõ tin đã đến hay chưa. Đề nghị hỏi đơn vị; nếu chưa nhận được thì gửi lại. Nếu tin đã đến, đơn vị sẽ thấy thêm một tin có ghi “gửi lại”; khi đơn vị bấm “Đã nhận”, mục này tự hết.
needs-todo-blocked = Đề nghị gọi điện nhờ người nhận mở lại cuộc trò chuyện với kênh này và bấm “Bắt đầu” (Start); văn bản còn nợ sẽ tự gửi lại. Nếu người giữ nhiệm vụ đã thay đổi, mở đơn vị để cấp mã đăng ký mới.
needs-todo-deactivated = Người nhận không còn dùng tài khoản này. Đề nghị mở đơn vị để cấp mã đăng ký mới; khi đăng ký xong, văn bản còn nợ sẽ tự gửi.
needs-todo-kicked = Đề nghị nhờ quản trị nhóm đưa kênh này trở lại nhóm, hoặc mở đơn vị để cấp mã đăng ký cho người giữ nhiệm vụ.
needs-todo-not_found = Địa chỉ không còn dùng được. Đề nghị mở đơn vị để cấp mã đăng ký mới.
needs-todo-no_rights = Đề nghị nhờ quản trị nhóm cho phép kênh này gửi tin và tệp trong nhóm, rồi gõ lại /nhom trong nhóm; văn bản còn nợ sẽ tự gửi lại.
needs-todo-no_topic = Chủ đề đã gắn trong nhóm không còn dùng được. Đề nghị bí thư hoặc văn phòng mở chủ đề khác trong nhóm rồi gõ /nhom tại đó; văn bản còn nợ sẽ tự gửi lại.
needs-todo-bad_request = Telegram từ chối nội dung hoặc cách gửi. Có thể gửi lại một lần; nếu vẫn vậy, đề nghị báo quản trị viên và báo đơn vị bằng cách khác.
needs-todo-too_large = Tệp vượt quá mức Telegram cho phép. Đề nghị gửi văn bản cho đơn vị bằng cách khác.
needs-todo-target_missing = Có thể gửi lại để đơn vị có tin mới.
needs-todo-unauthorized = Mã của kênh không còn dùng được. Đề nghị báo quản trị viên.
needs-todo-other = Có thể gửi lại; nếu vẫn không được, đề nghị báo quản trị viên và báo đơn vị bằng cách khác.
needs-todo-unreachable = Chưa có ai của đơn vị đăng ký, hoặc người đã đăng ký không còn liên lạc được. Ai chưa đồng ý thông báo dữ liệu cá nhân thì đề nghị nhắc đồng chí ấy gõ /start rồi bấm “Đồng ý”; còn lại, đề nghị mở từng đơn vị để cấp mã đăng ký mới; khi đăng ký xong, văn bản còn nợ sẽ tự gửi. Trong lúc chờ, xin báo đơn vị bằng cách khác.
needs-ask-all = Gửi lại <b>{ $count }</b> tin ({ $reason })? Đơn vị nào vẫn chưa liên lạc được thì tin sẽ quay lại danh sách này.
needs-ask-unknown = Gửi lại <b>{ $count }</b> tin ({ $reason })? Đơn vị nào đã nhận rồi sẽ thấy thêm một tin có ghi “gửi lại”.
needs-again-done = Đang gửi lại { $count } tin.
needs-again-unreachable = Đang gửi lại { $count } tin; trong đó { $still } tin của đơn vị hiện vẫn chưa liên lạc được.
needs-again-none = Không còn tin nào cần gửi lại.
needs-again-not-allowed = Đồng chí được xem nhưng không được gửi lại. Việc này do văn phòng cấp ủy hoặc quản trị viên làm.
needs-button-open = 🛠 Tin cần xử lý
needs-button-open-count = 🛠 Tin cần xử lý ({ $count })
needs-button-everything = Xem của mọi văn bản
needs-button-unreachable = Chưa có nơi để gửi ({ $count })
needs-button-one = 🔁 Gửi lại
needs-button-all = 🔁 Gửi lại tất cả ({ $count })
needs-button-yes = Đúng, gửi lại { $count } tin
needs-button-unit = 🏢 Mở đơn vị, cấp mã mới

pause-all-not-allowed = Chỉ quản trị viên hoặc văn phòng cấp cao nhất được tạm dừng mọi việc gửi.
pause-all-ask = ⏸ Tạm dừng <b>mọi việc gửi</b> của tất cả các đơn vị? Văn bản và tin nhắc việc sẽ chờ đến khi được mở lại; các câu trả lời vẫn gửi bình thường. Tin đang trên đường vẫn có thể đến.
pause-all-button = ⏸ Tạm dừng mọi việc gửi
pause-all-button-resume = ▶️ Mở lại việc gửi
pause-all-button-yes = Đúng, tạm dừng tất cả
pause-all-button-no = Không tạm dừng
pause-all-never-mind = Không tạm dừng. Việc gửi vẫn như cũ.
pause-all-tap-paused = Đã tạm dừng mọi việc gửi.
pause-all-tap-resumed = Đã mở lại việc gửi.
pause-all-paused = ⏸ Đã tạm dừng mọi việc gửi; một vài tin đang trên đường vẫn có thể đến. Khi muốn gửi tiếp, bấm “Mở lại việc gửi” hoặc gõ /tamdung.
pause-all-resumed = ▶️ Đã mở lại việc gửi. Những gì đang chờ sẽ được gửi tiếp theo thứ tự.
