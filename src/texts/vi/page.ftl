# /trang: the link to the page.
page-link = Bấm nút bên dưới để vào trang làm việc. Đường dẫn dùng được một lần, trong { $minutes } phút, chỉ dành cho đồng chí; đề nghị không chuyển tiếp.
page-link-text = Mở đường dẫn này để vào trang làm việc. Đường dẫn dùng được một lần, trong { $minutes } phút, chỉ dành cho đồng chí; đề nghị không chuyển tiếp.
page-button = 🔓 Mở trang làm việc
page-none = Trang làm việc chưa được thiết lập ở đây. Mọi việc vẫn làm được trong khung trò chuyện này; đồng chí gõ /trogiup để xem. Nếu cần trang, xin báo quản trị viên.
page-too-many = Trong một giờ qua đồng chí đã xin nhiều đường dẫn. Đề nghị dùng trang đang mở, hoặc gõ lại /trang sau ít phút nữa.
page-failed = Chưa gửi được đường dẫn vào trang. Đề nghị đồng chí gõ /trang lần nữa.
