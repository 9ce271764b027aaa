# Answers to taps and to everything unexpected.
chat-acknowledged-recorded = Recorded at { $time }. Thank you.
chat-acknowledged-already = Already recorded at { $time } ({ $name }).
chat-not-yours = This button is for those who hold a duty in the unit. If that is you, please ask the committee's office for a code.
chat-directive-withdrawn = This document was withdrawn or replaced; no confirmation is needed any more.
chat-tap-refused = This button cannot be used: what it is about is gone, or is not among your duties. Type /viec to see what is to be done now.
chat-old-button = This button is out of date; nothing was changed. Type /viec to see what is to be done now.
chat-old-link = This link can no longer be used.
chat-nothing-to-cancel = Nothing is under way that could be cancelled. Type /viec to see what is due.
chat-unknown-command = There is no such command. Type /trogiup to see the commands.
chat-not-understood = I did not understand this message and recorded nothing. Type /viec for what is to be done, /trogiup for help.
chat-content-unused = I cannot use this and recorded nothing. Type /viec for what is to be done, /trogiup for help.
chat-answer-in-words = Please answer in words or numbers, or tap a button below the question. The answers given so far are kept.
chat-edit-ignored = Editing an old message does not change an answer. To change it, tap “Back” or “Edit” below a question.
chat-group-private = This is done in a private chat with me.
chat-button-private = Open a private chat
chat-secret-refused = This system takes no secret documents. Please send them the prescribed way. The content was not kept. Your message is deleted from this chat; if you still see it, please delete it yourself.
chat-failed = Sorry, that could not be done and nothing was changed. Please try again; if it still fails, tell the committee's office.
chat-set-aside = Sorry, your last message stopped the system, so it was set aside; nothing was kept and the administrators were told. If it had a file, please export it again (PDF or Word) and send it again; if it is urgent, tell the committee's office.
open-work-ask = { $work ->
        [correct_directive] You are still correcting a document.
       *[other] You are still writing a document.
    } Keep it and go on, or discard it and do what you just chose? If you discard it, its text and files are deleted.
open-work-button-keep = ✍️ Keep the draft
open-work-button-drop = 🗑 Discard
open-work-kept = ✍️ The draft is kept. Please answer the last question; to give it up, type /huy.
open-work-dropped = 🗑 The draft is discarded.
open-work-dropped-again = 🗑 The draft is discarded. Please do again what you just chose.
open-work-old = This question is out of date; nothing was discarded. To discard the draft, type /huy.
