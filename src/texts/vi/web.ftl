# The web page.
web-what = Công cụ chuyển văn bản chỉ đạo đến các chi bộ, tiếp nhận xác nhận và báo cáo, nhắc việc khi quá hạn. Công việc hằng ngày được thực hiện trong ứng dụng nhắn tin.
web-open-chat = Mở khung trò chuyện
