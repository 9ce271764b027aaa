# Answers to taps and to everything unexpected.
chat-acknowledged-recorded = Đã ghi nhận lúc { $time }. Cảm ơn đồng chí.
chat-acknowledged-already = Đã ghi nhận lúc { $time } ({ $name }).
chat-not-yours = Nút này dành cho người được giao nhiệm vụ của đơn vị. Nếu đồng chí được giao, đề nghị liên hệ văn phòng cấp ủy để được cấp mã.
chat-directive-withdrawn = Văn bản này đã được thu hồi hoặc thay thế, không cần xác nhận nữa.
chat-tap-refused = Nút này không dùng được: nội dung không còn, hoặc không thuộc phần việc của đồng chí. Đề nghị gõ /viec để xem việc hiện nay.
chat-old-button = Nút này đã cũ, chưa có gì thay đổi. Đề nghị gõ /viec để xem việc hiện nay.
chat-old-link = Liên kết này không còn dùng được.
chat-unknown-command = Tôi không có lệnh này. Đề nghị gõ /trogiup để xem các lệnh.
chat-nothing-to-cancel = Không có việc gì đang làm dở để hủy. Gõ /viec để xem việc cần làm.
chat-not-understood = Tôi chưa hiểu tin nhắn này nên chưa ghi gì. Gõ /viec để xem việc cần làm, /trogiup để xem hướng dẫn.
chat-content-unused = Tôi không dùng được nội dung này nên chưa ghi gì. Gõ /viec để xem việc cần làm, /trogiup để xem hướng dẫn.
chat-answer-in-words = Đề nghị trả lời bằng chữ hoặc số, hoặc bấm nút dưới câu hỏi. Các câu đã trả lời vẫn được giữ.
chat-edit-ignored = Sửa tin nhắn cũ không làm đổi câu trả lời. Để sửa, đề nghị bấm “Quay lại” hoặc “Sửa” dưới câu hỏi.
chat-group-private = Việc này làm trong cuộc trò chuyện riêng với tôi.
chat-button-private = Mở cuộc trò chuyện riêng
chat-secret-refused = Hệ thống không tiếp nhận tài liệu mật. Đề nghị gửi theo đúng quy định. Nội dung không được lưu lại. Tin vừa gửi được xóa khỏi cuộc trò chuyện này; nếu còn thấy, đề nghị đồng chí tự xóa.
chat-failed = Rất tiếc, việc vừa rồi chưa thực hiện được và chưa có gì thay đổi. Đề nghị đồng chí thử lại; nếu vẫn chưa được, xin báo văn phòng cấp ủy.
chat-set-aside = Rất tiếc, tin nhắn vừa rồi của đồng chí đã làm hệ thống dừng nên được gác lại; chưa có gì được ghi và quản trị viên đã được báo. Nếu tin có kèm tệp, đề nghị xuất lại tệp (PDF hoặc Word) rồi gửi lại; cần ngay thì xin báo văn phòng cấp ủy.
open-work-ask = { $work ->
        [correct_directive] Đồng chí đang đính chính dở một văn bản.
       *[other] Đồng chí đang soạn dở một văn bản.
    } Giữ lại để làm tiếp, hay bỏ để làm việc vừa chọn? Nếu bỏ, nội dung và tệp của bản này bị xóa.
open-work-button-keep = ✍️ Giữ bản đang soạn
open-work-button-drop = 🗑 Bỏ
open-work-kept = ✍️ Đã giữ bản đang soạn. Đề nghị đồng chí trả lời tiếp câu hỏi gần nhất; muốn thôi thì gõ /huy.
open-work-dropped = 🗑 Đã bỏ bản đang soạn.
open-work-dropped-again = 🗑 Đã bỏ bản đang soạn. Đề nghị làm lại việc vừa chọn.
open-work-old = Câu hỏi này đã cũ, không có gì bị bỏ. Muốn bỏ bản đang soạn, đề nghị gõ /huy.
