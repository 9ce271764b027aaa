# /dulieu: a person's own data as a file.
own-button-file = Tải toàn bộ dữ liệu của tôi
own-file-tap = Đang gửi tệp…
own-file-caption = Toàn bộ dữ liệu hệ thống đang lưu về đồng chí. Tệp này có dữ liệu cá nhân, đề nghị đồng chí giữ kín.
own-file-failed = Chưa gửi được tệp dữ liệu. Đề nghị đồng chí gõ /dulieu và thử lại sau ít phút.
own-title = DỮ LIỆU CỦA ĐỒNG CHÍ TRONG HỆ THỐNG THÔNG SUỐT (lập lúc { $when })
own-none = (không có)
own-you = 1. ĐỒNG CHÍ
own-name = Họ tên: { $name }
own-account = Mã tài khoản Telegram: { $account }
own-consent = Đã đồng ý với thông báo về dữ liệu cá nhân bản số { $version }, lúc { $when }
own-no-consent = Chưa đồng ý với thông báo về dữ liệu cá nhân
own-since = Đăng ký lúc { $when }
own-duties = 2. NHIỆM VỤ
own-term = nhiệm kỳ hoặc thời gian thay tạm đến { $day }
own-now = nay
own-acknowledged = 3. ĐÃ XÁC NHẬN THAY MẶT ĐƠN VỊ
own-reported = 4. ĐÃ GỬI BÁO CÁO CỦA ĐƠN VỊ
own-version = bản { $version }
own-drafted = 5. VĂN BẢN ĐÃ SOẠN HOẶC PHÁT HÀNH
own-conversations = 6. CÂU TRẢ LỜI ĐANG VIẾT DỞ
own-messages = 7. TIN NHẮN CÒN LƯU (nội dung là những tin trong khung trò chuyện này)
own-messages-line =
    { $purpose ->
        [directive] văn bản
        [reminder] nhắc việc
        [escalation] báo cấp trên
        [notice] thông báo
        [digest] bản tổng hợp
       *[other] lời đáp
    }: { $count } tin, từ { $since }
own-log = 8. NHẬT KÝ XỬ LÝ DỮ LIỆU CỦA ĐỒNG CHÍ
own-yourself = chính đồng chí
own-page = 9. TRANG LÀM VIỆC (của đường dẫn và phiên chỉ lưu dấu băm, thời điểm; xóa khi đã hết)
own-session = Phiên từ { $since }, hết hạn { $until }
own-session-ended = (đã kết thúc)
own-link = Đường dẫn xin lúc { $since }, hết hạn { $until }
