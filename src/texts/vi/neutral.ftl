# The way out when a document is refused for secrecy.
neutral-button-committee = 📣 Mời các đảng ủy đến văn phòng nhận tài liệu
neutral-button-cell = 📣 Mời các chi bộ đến văn phòng nhận tài liệu
neutral-notice = 📣 Đề nghị đồng chí đến Văn phòng ({ $unit }) nhận tài liệu. Khi đến, xin mang theo giấy tờ theo quy định.
neutral-sent = 📣 Đang gửi thông báo mời nhận tài liệu đến { $told } đơn vị. Thông báo không nêu số, trích yếu hay nội dung.
