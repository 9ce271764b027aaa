# The way out when a document is refused for secrecy.
neutral-button-committee = 📣 Ask the committees to fetch it at the office
neutral-button-cell = 📣 Ask the cells to fetch it at the office
neutral-notice = 📣 Please come to the office ({ $unit }) to fetch a document. Bring the papers that are prescribed.
neutral-sent = 📣 The notice is on its way to { $told } units. It gives no number, subject or content.
