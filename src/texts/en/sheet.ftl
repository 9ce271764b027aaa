# The sheet of enrolment cards that a committee's office prints, cuts and hands out.
sheet-title = Enrolment cards · { $unit }
sheet-how-1 = 1. Scan this QR code with your phone’s camera.
sheet-how-2 = 2. Tap START and follow the instructions.
sheet-how-3 = Or find @{ $bot } and send the code:
sheet-until = For one person, once, until the end of { $day }.
sheet-help = For help, please contact: { $help }
sheet-note = Print on A4, cut along the lines, hand out in person. This file holds codes that work: delete it once printed.

# Making the sheet in chat.
cards-button = 🖨 Cards (PDF)
cards-which = <b>Enrolment cards: { $unit }</b>
    A PDF on A4, eight cards to a page, each with a code of its own, to print, cut and hand out. Only for places where nobody has enrolled.
    For whom do you need cards?
cards-for-cell_secretary = Secretaries of cells ({ $count })
cards-for-cell_deputy = Deputy secretaries of cells ({ $count })
cards-for-office = Offices of committees ({ $count })
cards-for-secretary = Secretaries of committees ({ $count })
cards-nobody = At <b>{ $unit }</b> and below, somebody has enrolled everywhere; no cards are needed.
cards-too-many = { $count } cards would be needed here, too many at once. Please choose the units below one by one.
cards-help = Every card has a line “For help, please contact: …”. Please type the name and phone number of who answers, such as <i>Office of the committee, Ms Hoa, 0912 345 678</i>. Without a number, tap “Skip”.
cards-button-skip = Skip
cards-button-cancel = No, leave it
cards-cancelled = No cards are made. No code was given out.
cards-left = This step was left; no further cards are made.
cards-making = Making cards for { $count } places. The file will arrive here; with many cards this takes a few minutes.
cards-caption = <b>Enrolment cards: { $unit }</b>
    { $count } cards, valid until the end of { $day }.
    The file holds codes that work: please do not forward it, and delete it and this message once printed.
cards-caption-part = File { $part } of { $parts }.
cards-failed = The file of cards could not be sent; the codes that were not sent have been withdrawn. Please try again in a few minutes.
cards-unsure = It is not known whether the file of cards has arrived. If you do not see it, please make it again.
cards-gone = This step is done or out of date. Type /donvi to begin again.
