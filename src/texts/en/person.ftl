# The data of another person: for administrators, from the card of a unit or a name found.
person-button-which = 👤 Personal data
person-button-unit = 🏛 { $unit }
person-button-export = 📄 Export personal data
person-button-erase = 🗑 Erase personal data
person-button-erase-surely = Yes, erase the personal data
person-which = Whose data at <b>{ $unit }</b>?
person-head = <b>{ $name }</b>
person-duty = • { $duty }, { $unit }
person-duty-substitute = • { $duty } (standing in), { $unit }
person-own = Your own data: send /dulieu.
person-own-tap = Your own data: send /dulieu.
person-elsewhere = This person also holds a duty at a unit outside your part. Exporting or erasing the data is for an administrator further up or the operator of the server.
person-elsewhere-tap = This person also holds a duty outside your part. Please ask an administrator further up or the operator of the server.
person-not-allowed = You have no right to the data of this person.
person-gone = This person holds no duty in your part any more. Send /donvi to look again.
person-file-caption = Everything that is kept about { $name }. The file holds personal data: use it to answer that person’s request only, and delete it afterwards. The export was written into the audit trail.
person-file-failed = The file with the data of { $name } could not be sent. Please try again in some minutes.
person-erase-ask =
    Erase the personal data of <b>{ $name }</b> ({ $duties })?

    Gone will be: name, Telegram account, language, consent; the person loses every duty at once and gets no messages any more.
    Staying: what was acknowledged, reported and drafted for the unit, without the name; the audit trail keeps a number only.

    This cannot be undone. For the end of a duty or a successor please use “Hand a duty over”.
person-erased = ✓ The personal data were erased. Duties that ended: { $unit }. Send /donvi to give out a code for somebody new.
person-mentions = { $count } places in reports, notes or documents may still name this person; their text was not changed. The places stand in the audit trail, for the operator of the server to look at and clear where needed.
person-title = DATA OF A PERSON IN THÔNG SUỐT (as of { $when })
person-you = 1. THE PERSON
person-messages = 7. MESSAGES STILL KEPT (their words are those in that person’s private chat)
person-log = 8. LOG OF HOW THE DATA WERE PROCESSED
person-yourself = the person
