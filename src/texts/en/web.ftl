# The web page.
web-what = A tool that circulates directives to party cells, takes in acknowledgements and reports, and reminds when something is overdue. The daily work is done in the messenger.
web-open-chat = Open the chat
