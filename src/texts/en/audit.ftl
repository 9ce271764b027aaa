# The audit trail in chat.
audit-head = <b>Audit trail · { $units }</b>
audit-line = { $when } · { $actor } · { $what } · { $unit }
audit-about-directive = no. { $number } “{ $subject }”
audit-about-draft = a document not issued
audit-about-hidden = a document outside what you may see
audit-about-duty = duty of { $duty }
audit-about-duty-of = { $duty }: { $name }
audit-about-person = { $name }
audit-none = There are no entries yet.
audit-not-allowed = Only observers and administrators may read the audit trail.
audit-button-older = Older ▶
audit-system = the system
audit-operator = the operator of the server
audit-action =
    { $action ->
        [directive-draft] drafted a directive
        [directive-revise] revised a draft
        [directive-submit] submitted a directive for approval
        [directive-return] returned a draft
        [directive-issue] issued a directive
        [directive-circulate] circulated a directive
        [directive-recall] recalled a directive
        [directive-add_recipients] added recipients
        [audience-save] keep a list of recipients
        [audience-rename] rename a list of recipients
        [audience-delete] delete a list of recipients
        [directive-drop] dropped a draft
        [directive-extended] extended the deadlines of a directive
        [directive-corrected] corrected a directive
        [directive-recalled] recalled a directive
        [directive-superseded] superseded a directive
        [directive-closed] closed a directive
        [directive-pass_on] passed a directive on
        [campaign-open] opened a campaign
        [campaign-close] closed a campaign
        [campaign-assign] put a directive into a campaign
        [notice-neutral] invited units to fetch a document
        [outline-register] register a report outline
        [outline-retire] retire a report outline
        [circulation-pause] paused sending
        [circulation-resume] resumed sending
        [circulation-cancel] cancelled sending
        [circulation-continue] continued sending
        [circulation-pause_all] paused all sending
        [circulation-resume_all] resumed all sending
        [circulation-send_again] sent again
        [obligation-acknowledge] acknowledged
        [report-submit] sent a report
        [report-accept] accepted a report
        [report-return] returned a report
        [code-create] gave a code
        [code-withdraw] withdrew codes
        [officer-enrol] enrolled
        [officer-rename] corrected the name
        [officer-language] changed the language
        [consent-give] gave consent
        [consent-missing] stopped sending: the notice on personal data is not agreed to
        [consent-withdraw] withdrew consent
        [person-view] saw name and contact
        [person-export] exported personal data
        [organisation-export] exported units and holders of duties
        [report-redact] removed a name from a report
        [person-mentions] noted where an erased person is still named
        [person-erase] erased personal data
        [group-bind] set the group
        [group-release] released the group
        [duty-hand_over] handed a duty over
        [duty-substitute] named a substitute
        [duty-term] noted the end of a term
        [duty-end] ended a duty
        [rule-two_persons] changed the rule of two persons
        [calendar-day_off] entered days off
        [calendar-workday] entered a working day in exchange
        [calendar-remove] took days out of the calendar
        [unit-import] imported units
        [unit-change] changed a unit by import
        [unit-rename] renamed a unit
        [unit-move] moved a unit
        [unit-merge] merged a unit
        [unit-split] split a unit
        [unit-dissolve] dissolved a unit
        [web-sign_in] sign in to the page
        [web-sign_out] sign out of the page
       *[other] { $action }
    }
