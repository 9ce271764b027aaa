# /trang: the link to the page.
page-link = Tap the button below to open the page. The link works once, within { $minutes } minutes, for you only; please do not forward it.
page-link-text = Open this link to get to the page. It works once, within { $minutes } minutes, for you only; please do not forward it.
page-button = 🔓 Open the page
page-none = The page is not set up here. Everything can be done in this chat; type /trogiup to see how. If the page is needed, please tell an administrator.
page-too-many = You have asked for many links within the last hour. Please use the page that is open, or type /trang again in a while.
page-failed = The link to the page could not be sent. Please type /trang once more.
