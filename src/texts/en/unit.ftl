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
unit-button-up = ⬆ Up
unit-button-previous = ◀ Back
unit-button-next = Next ▶
unit-button-code = 🔑 Give a code
unit-not-allowed = You may not see this unit.
unit-gone = This unit is no more. Type /donvi to look again.
unit-not-enrolled = This command is for people who are enrolled. Please send your code first.
unit-found = { $count } units with “{ $typed }”:
unit-found-none = No unit with “{ $typed }” within your reach.
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
