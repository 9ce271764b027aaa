# The sheet of enrolment cards that a committee's office prints, cuts and hands out.
sheet-title = Enrolment cards · { $unit }
sheet-how-1 = Open Telegram and scan this QR code.
sheet-how-2 = Tap START.
sheet-how-3 = If it cannot be scanned, find @{ $bot } and send the code:
sheet-until = For one person, once, until the end of { $day }.
sheet-note = Print on A4, cut along the lines, hand out in person. This file holds codes that work: delete it once printed.
