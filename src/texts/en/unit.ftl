# Units, duties, codes.
unit-duty-secretary = Secretary
unit-duty-deputy = Deputy secretary
unit-duty-office = Office
unit-duty-speaker = Speaker
unit-duty-observer = Observer
unit-duty-administrator = Administrator
unit-kind-province = Province
unit-kind-committee = Committee
unit-kind-grassroots = Grass-roots organisation
unit-kind-section = Section
unit-kind-cell = Cell

unit-head = <b>{ $name }</b>
unit-facts = { $kind } · code <code>{ $code }</code>
unit-path = { $path }
unit-holders = <b>Who holds which duty</b>
unit-holder = • { $duty }: { $name }
unit-holder-unreachable = • { $duty }: { $name } (cannot be reached: { $why })
unit-holder-none = Nobody is enrolled yet.
unit-open-codes = Codes given and not used yet: { $count }
unit-group = Group: { $title }
unit-group-unreachable = Group: { $title } (cannot be reached: { $why })
unit-below = <b>Units right below: { $count }</b>
unit-below-cells = Cells: { $cells }, cannot be reached: { $unreachable } (not enrolled { $nobody }).
unit-page = Page { $page }/{ $pages }
unit-why-nobody_enrolled = not enrolled
unit-why-blocked = blocked this channel
unit-why-left = left the group
unit-why-not_found = not found
unit-why-deactivated = account deleted
unit-why-no_consent = has not agreed to the notice on personal data
unit-why-no_rights = this channel cannot write in the group or topic; please allow messages and files, then type /nhom in the group again
unit-button-up = ⬆ Up
unit-button-previous = ◀ Back
unit-button-next = Next ▶
unit-button-code = 🔑 Give a code
unit-not-allowed = You may not see this unit.
unit-gone = This unit is no more. Type /donvi to look again.
unit-not-enrolled = This command is for people who are enrolled. Please send your code first.
unit-found = { $count } units with “{ $typed }”:
unit-found-people = People with a duty named “{ $typed }”: { $count }
unit-found-person = • { $name } ({ $duties })
unit-found-more = There are more of that name; please type more of it.
unit-found-none = No unit and nobody with a duty with “{ $typed }” within your reach.
unit-code-which = For which duty at <b>{ $unit }</b> is the code?
unit-code-made = Code for <b>{ $duty }</b>, <b>{ $unit }</b>:
    <code>{ $code }</code>
    { $link }
    For one person, once, until the end of { $day }. Please send it to that person alone, not to a group.
unit-code-copy = 📋 Copy the link
unit-code-made-tap = Code given.
unit-button-hand-over = 🔄 Hand over a duty
unit-hand-over-which = Which duty at <b>{ $unit }</b> changes hands?
unit-hand-over-none = There is no duty at <b>{ $unit }</b> that you may hand over.
unit-hand-over-made = Code to hand the duty over:
    <code>{ $code }</code>
    { $link }
    Please send it to the successor alone. When the successor uses it (until the end of { $day }), the duty moves at once and the predecessor loses it. Open work of the unit goes on with the successor.

unit-term-until = (term until { $day })
unit-term-over = (⚠ the term was over on { $day })
unit-substitute-until = (substitute until the end of { $day })
unit-past-named = <i>Before { $day }: { $name } ({ $decision }).</i>
unit-past-below = <i>Before { $day } below: { $name } ({ $decision }).</i>
unit-past-kind = <i>Another kind of organisation since { $day } ({ $decision }).</i>
unit-past-took = <i>Took over { $name } on { $day } ({ $decision }).</i>
unit-past-from = <i>Split from { $name } on { $day } ({ $decision }).</i>
unit-past-into = <i>Went into { $name } on { $day } ({ $decision }).</i>
unit-past-no-decision = no decision noted

unit-duty-substitute = (substitute)
unit-duty-what = <b>{ $duty }</b>, <b>{ $unit }</b>: { $name }. What is to be done?
unit-duty-gone = This duty has changed meanwhile. Type /donvi to look again.
unit-button-successor = 🔄 Code for the successor
unit-button-substitute = 🕓 Name a substitute
unit-button-end = ⏹ End the duty
unit-button-end-surely = Yes, end the duty
unit-button-leave = Leave it as it is
unit-substitute-ask = Until the end of which day is { $name } (<b>{ $duty }</b>, <b>{ $unit }</b>) away? Please type a day such as <code>15/12/2026</code>. After that day the substitute loses access without anybody doing anything.
unit-substitute-how = Please type the last day of the leave, such as <code>15/12/2026</code>: from today on, and within a year.
unit-substitute-made = Code to stand in as <b>{ $duty }</b>, <b>{ $unit }</b>, until the end of { $until }:
    <code>{ $code }</code>
    { $link }
    Please send it to the substitute alone; it works until the end of { $day }. { $name } keeps the duty and goes on receiving.
unit-end-ask = End the duty <b>{ $duty }</b> of { $name } at <b>{ $unit }</b> without a successor? That person loses access at once; what was acknowledged and reported keeps the name. If there is a successor, please give out a code instead, so that the duty moves in one go.
unit-end-ask-substitute = Shall { $name } no longer stand in as <b>{ $duty }</b> at <b>{ $unit }</b>? The holder of the duty stays.
unit-ended = ✓ { $name } no longer is <b>{ $duty }</b> at <b>{ $unit }</b>. { $told ->
    [yes] The bot will write to that person about it.
    [no] The bot cannot write to that person about it: please say so in person.
   *[self] There is nothing more for you to do in it.
 }{ $misses ->
    [yes] {" "}Somebody who stood in cannot be written to: please say so in person.
   *[no] {""}
 }{ $told ->
    [self] {""}
   *[other] {" "}Type /donvi to give somebody else a code.
 }
unit-ended-substitute = ✓ { $name } no longer stands in as <b>{ $duty }</b> at <b>{ $unit }</b>; the holder of the duty stays. { $told ->
    [yes] The bot will write to that person about it.
    [no] The bot cannot write to that person about it: please say so in person.
   *[self] There is nothing more for you to do in it.
 }

unit-button-with-phone = 📱 Code with proof of the phone number
unit-code-which-phone = For which duty at <b>{ $unit }</b> is the code with proof of the phone number?
unit-code-phone-ask = Please type the Telegram phone number of whoever is to be <b>{ $duty }</b> at <b>{ $unit }</b>, such as <code>0912 345 678</code>. Only a person who shares this very number can use the code; the number is not kept.
unit-code-phone-how = This is no phone number. Please type it again, such as <code>0912 345 678</code>; to leave it, type /huy.
unit-code-made-phone = Code for <b>{ $duty }</b>, <b>{ $unit }</b>, with proof of the phone number:
    <code>{ $code }</code>
    { $link }
    For one person, once, until the end of { $day }. The person is asked to share the own number with a button. Please delete your message with the number above.
unit-told-handed-over =
    The duty of <b>{ $duty }</b> at <b>{ $unit }</b> was handed over to { $name }, as of { $when }.

    From now on documents and work of that duty go to the successor; there is nothing more for you to do. What you acknowledged and reported stays as it is. Other duties of yours, if there are any, do not change.

    If something is not right, please ask { $ask }.
unit-told-stood-in-handed-over =
    The duty of <b>{ $duty }</b> at <b>{ $unit }</b>, for which you stood in, was handed over to { $name }, as of { $when }.

    Your standing in ends with that; there is nothing more for you to do. Other duties of yours, if there are any, do not change.

    If something is not right, please ask { $ask }.
unit-told-ended =
    Your duty of <b>{ $duty }</b> at <b>{ $unit }</b> has ended, as of { $when }.

    From now on documents and work of that duty no longer come to you; there is nothing more for you to do. What you acknowledged and reported stays as it is. Other duties of yours, if there are any, do not change.

    If something is not right, please ask { $ask }.
unit-told-stood-in-ended =
    Your standing in as <b>{ $duty }</b> at <b>{ $unit }</b> has ended, as of { $when }.

    There is nothing more for you to do. Other duties of yours, if there are any, do not change.

    If something is not right, please ask { $ask }.
unit-told-of-appointment =
    As of { $when }, { $name } is the office of <b>{ $unit }</b>, with a code that { $by } made.

    An office drafts, issues and approves directives. If that is right there is nothing to do. If it is not, open /donvi, choose { $unit } and end the duty.

unit-told-ask = the office of { $unit }
unit-told-ask-top = the administrator of the system at { $unit }
