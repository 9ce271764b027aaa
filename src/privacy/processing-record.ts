// The record of processing activities that an office shows when asked (Law 91/2025/QH15, Decree
// 356/2025/NĐ-CP): which personal data, what for, on what basis, for how long, who receives them.
// docs/PERSONAL-DATA.md and .vi.md are made from it, the command line prints it, and a test compares it with
// every column of the database.

type InTwo = { vi: string; en: string }

export interface ProcessingActivity {
  title: InTwo
  /** Kinds of data and of people. */
  what: InTwo
  purpose: InTwo
  basis: InTwo
  retention: InTwo
  /**
   * Who gets to see them. Nothing leaves the organisation but through the messaging channel it has chosen.
   */
  recipients: InTwo
  /** What erasing a person does here. */
  erasure: InTwo
  /** Every column that holds them, `table.column`. */
  columns: readonly string[]
}

const consent: InTwo = {
  vi: 'Sự đồng ý của người đó với thông báo (có số bản và thời điểm)',
  en: "The person's consent to the notice (version and time are kept)",
}
const task: InTwo = {
  vi: 'Nhiệm vụ của tổ chức đảng về chuyển văn bản và chế độ báo cáo',
  en: "The organisation's own task of circulating documents and reporting",
}
const above: InTwo = {
  vi: 'Văn phòng, giám sát và quản trị của đơn vị và các cấp trên trực tiếp trong cùng nhánh',
  en: 'Office, observers and administrators of the unit and of those above it in the same branch',
}
const numberOnly: InTwo = {
  vi: 'Chỉ là một con số; số ở lại, không còn dẫn tới ai',
  en: 'A number only; it stays and leads to nobody any more',
}

export const processingActivities: readonly ProcessingActivity[] = [
  {
    title: { vi: 'Người giữ nhiệm vụ', en: 'Holders of duties' },
    what: {
      vi:
        'Họ tên, mã tài khoản và trạng thái kênh Telegram, ngôn ngữ, nhiệm vụ và thời gian giữ, việc ' +
        'đồng ý; không có dữ liệu đảng viên khác',
      en:
        'Name, number of the Telegram account and state of the private chat, language, duties and their ' +
        'times, consent; nobody but holders of duties',
    },
    purpose: {
      vi: 'Chuyển văn bản đến đúng đơn vị, nhận xác nhận và báo cáo, nhắc việc',
      en: 'To bring documents to the right unit, take acknowledgements and reports, remind',
    },
    basis: consent,
    retention: {
      vi: 'Đến khi người đó hoặc quản trị xóa (/dulieu, /donvi, person erase)',
      en: 'Until the person or an administrator erases them (/dulieu, /donvi, person erase)',
    },
    recipients: above,
    erasure: {
      vi: 'Họ tên, tài khoản, ngôn ngữ, việc đồng ý bị xóa; nhiệm vụ kết thúc',
      en: 'Name, account, language and consent are gone; duties end',
    },
    columns: [
      'officer.id',
      'officer.full_name',
      'officer.search_key',
      'officer.telegram_user_id',
      'officer.language',
      'officer.consent_version',
      'officer.consented_at',
      'officer.consent_asked_version',
      'officer.created_at',
      'officer.erased_at',
      'duty_holding.officer_id',
      'duty_holding.unit_id',
      'duty_holding.duty',
      'duty_holding.since',
      'duty_holding.until',
      'duty_holding.ends_at',
      'duty_holding.substitute_for',
      'chat.telegram_chat_id',
      'chat.officer_id',
      'chat.title',
      'chat.state',
    ],
  },
  {
    title: { vi: 'Mời đăng ký', en: 'Invitations' },
    what: {
      vi:
        'Họ tên người được mời, dấu băm của số điện thoại (không lưu số), ai cấp và ai dùng mã; tài ' +
        'khoản gõ sai mã',
      en:
        'Name of who is invited, a keyed hash of the phone number (never the number), who gave and who ' +
        'used the code; accounts that typed wrong codes',
    },
    purpose: { vi: 'Chỉ đúng người được giao mới vào được', en: 'Only who was given the duty gets in' },
    basis: task,
    retention: {
      vi:
        'Họ tên: đến khi mã được dùng, bị hủy hoặc hết hạn (14 ngày); lần gõ sai: đến khi đăng ký hoặc ' +
        '30 ngày',
      en:
        'Name: until the code is used, withdrawn or over (14 days); wrong attempts: until enrolment or ' +
        '30 days',
    },
    recipients: above,
    erasure: {
      vi: 'Lần gõ sai bị xóa; còn lại chỉ là con số',
      en: 'Wrong attempts are deleted; the rest is numbers',
    },
    columns: [
      'enrolment_code.full_name',
      'enrolment_code.phone_tag',
      'enrolment_code.created_by',
      'enrolment_code.used_by',
      'enrolment_attempt.telegram_user_id',
      'enrolment_attempt.failures',
      'stranger_answer.telegram_user_id',
      'stranger_answer.answered_at',
    ],
  },
  {
    title: { vi: 'Tin nhắn và hội thoại', en: 'Messages and conversations' },
    what: {
      vi: 'Tin gửi đi và nhận vào (có thể có họ tên), câu trả lời đang viết dở, tài khoản nhận',
      en: 'Messages sent and received (may hold names), unfinished answers, the account they went to',
    },
    purpose: {
      vi: 'Gửi, nhắc, không gửi trùng; xử lý từng thao tác đúng một lần',
      en: 'To send, to remind, not to send twice; to handle everything exactly once',
    },
    basis: consent,
    retention: {
      vi:
        'Tin nhận vào và lời đáp: 72 giờ sau khi xong; hội thoại bỏ dở: 30 ngày; việc đã gửi văn bản cho ' +
        'đơn vị: cùng với văn bản',
      en:
        'What came in and answers: 72 hours after they are done; conversations left: 30 days; that a ' +
        'document was sent to a unit: as long as the document',
    },
    recipients: {
      vi:
        'Chính người đó; kênh nhắn tin mà cấp ủy đã chọn (Telegram); bí thư đơn vị khẩn được nêu tên cho ' +
        'văn phòng cấp trên',
      en:
        'The person; the messaging channel the committee has chosen (Telegram); in urgent cases the ' +
        'secretary is named to the office above',
    },
    erasure: {
      vi: 'Tin chờ gửi bị hủy, nội dung tin cũ và hội thoại bị xóa, tài khoản được thay bằng một số vô nghĩa',
      en:
        'Waiting messages are cancelled, the words of old ones and conversations deleted, the account ' +
        'replaced by a number without meaning',
    },
    columns: [
      'delivery.telegram_chat_id',
      'delivery.chat_id',
      'delivery.payload',
      'delivery.officer_ids',
      'delivery.message_id',
      'delivery.error_text',
      'dialog.telegram_chat_id',
      'dialog.telegram_user_id',
      'dialog.data',
      'dialog.wanted',
      'directive_draft.officer_id',
      'directive_draft.content',
      'directive_draft.notes',
      'directive_draft_file.name',
      'telegram_update.payload',
      'telegram_update.order_key',
      'telegram_update.error',
      'circulation_watch.telegram_chat_id',
      'export_request.officer_id',
      'export_request.telegram_chat_id',
      'chase_digest.telegram_chat_id',
      'pace.key',
      'chat_pace.telegram_chat_id',
    ],
  },
  {
    title: { vi: 'Trang làm việc trên trình duyệt', en: 'The page in the browser' },
    what: {
      vi:
        'Dấu băm của đường dẫn và của phiên, thời điểm vào và ra; danh sách vừa tải lên đang chờ thực ' +
        'hiện (có thể có họ tên)',
      en:
        'Hashes of the link and of the session, times of coming and going; a list just uploaded that ' +
        'waits to be applied (may hold names)',
    },
    purpose: {
      vi: 'Chỉ đúng người giữ nhiệm vụ vào được trang; thực hiện đúng danh sách đã xem trước',
      en: 'Only the holder of a duty gets in; exactly the list that was looked at is applied',
    },
    basis: task,
    retention: {
      vi:
        'Đường dẫn: 5 phút, xóa sau vài giờ; phiên: tối đa 12 giờ, xóa trong vài giờ sau khi hết; danh ' +
        'sách: tối đa 30 phút',
      en:
        'Links: 5 minutes, deleted within hours; sessions: 12 hours at most, deleted within hours after ' +
        'they are over; lists: 30 minutes at most',
    },
    recipients: { vi: 'Chính người đó', en: 'The person' },
    erasure: { vi: 'Bị xóa', en: 'Deleted' },
    columns: [
      'web_link.officer_id',
      'web_link.token_hash',
      'web_session.officer_id',
      'web_session.token_hash',
      'web_upload.file_name',
      'web_upload.content',
      'web_upload.options',
    ],
  },
  {
    title: { vi: 'Ai đã làm gì trong công việc', en: 'Who did what in the work' },
    what: {
      vi: 'Ai soạn, duyệt, phát hành, chuyển tiếp, xác nhận, báo cáo, nhận xét, xin và cho gia hạn',
      en:
        'Who drafted, approved, issued, passed on, acknowledged, reported, reviewed, asked for and ' +
        'granted time',
    },
    purpose: { vi: 'Trách nhiệm trong công việc của đơn vị', en: "Responsibility within the unit's work" },
    basis: task,
    retention: { vi: 'Cùng với văn bản', en: 'As long as the document' },
    recipients: above,
    erasure: numberOnly,
    columns: [
      'directive.drafted_by',
      'directive.issued_by',
      'directive.approval_asked_by',
      'directive.declared_not_secret_by',
      'directive_branch.passed_on_by',
      'directive_version.changed_by',
      'draft_version.returned_by',
      'campaign.created_by',
      'report_outline.created_by',
      'secrecy_refusal.officer_id',
      'obligation.acknowledged_by',
      'report_draft.changed_by',
      'report_version.submitted_by',
      'report_review.reviewed_by',
    ],
  },
  {
    title: { vi: 'Văn bản và báo cáo (chữ tự do)', en: 'Documents and reports (free text)' },
    what: {
      vi: 'Tài liệu của đơn vị; người viết có thể đã nêu tên ai đó. Không hỏi quan điểm của bất kỳ ai',
      en:
        'Papers of the units; whoever wrote them may have named somebody. No field asks for anybody’s ' +
        'views',
    },
    purpose: { vi: 'Chỉ đạo và báo cáo công việc', en: 'Directing and reporting the work' },
    basis: task,
    retention: { vi: 'Theo quy định lưu trữ của cấp ủy', en: "By the committee's rules for its records" },
    recipients: above,
    erasure: {
      vi:
        'Được tìm khi xóa và liệt kê; tên ghi đúng nguyên văn được thay bằng “[đã xoá]” khi người vận ' +
        'hành yêu cầu; con số giữ nguyên',
      en:
        'Searched and listed at an erasure; exact mentions become “[đã xoá]” when the operator asks for ' +
        'it; figures stay',
    },
    columns: [
      'report_version.answers',
      'report_draft.answers',
      'report_review.note',
      'directive.subject',
      'directive.body',
      'directive.not_a_mark',
      'directive.search_key',
      'directive_version.subject',
      'directive_version.body',
      'directive_version.reason',
      'draft_version.content',
      'draft_version.reason',
      'directive_file.name',
      'file_content.bytes',
      'campaign.name',
      'saved_audience.name',
    ],
  },
  {
    title: { vi: 'Nhật ký', en: 'Audit trail' },
    what: {
      vi: 'Số của người làm và của người liên quan, việc gì, khi nào; không có tên, tài khoản hay nội dung',
      en: 'Numbers of who acted and of whom it concerns, what, when; no name, account or words',
    },
    purpose: {
      vi: 'Giám sát; chứng minh việc xử lý dữ liệu (person log)',
      en: 'Supervision; proof of how data were processed (person log)',
    },
    basis: task,
    retention: { vi: 'Không xóa được: chuỗi mã băm', en: 'Cannot be deleted: a chain of hashes' },
    recipients: {
      vi: 'Giám sát và quản trị trong nhánh của mình; chính người đó về phần mình (/dulieu)',
      en: 'Observers and administrators in their branch; the person about themselves (/dulieu)',
    },
    erasure: numberOnly,
    columns: ['audit_entry.actor_id', 'audit_entry.subject_id', 'audit_entry.detail'],
  },
]
