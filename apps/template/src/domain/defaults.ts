import type { Content } from './template.ts';

export interface Default extends Content {
  readonly key: string;
  readonly name: string;
}

/**
 * What every tenant gets once, approved. A tenant that has changed or deleted one keeps it so. The code is in Korean as
 * well: one template for each purpose, so that the language follows from the recipient alone.
 */
export const DEFAULTS: readonly Default[] = [
  {
    key: 'appointment_reminder',
    name: 'Appointment reminder',
    category: 'reminder',
    message_type: 'appointment_reminder',
    contents: [
      {
        language: 'en',
        text: 'Reminder: your appointment with {{trainer_name}} is on {{date}} at {{time}}, {{location}}.',
      },
      { language: 'tr', text: 'Hatırlatma: {{trainer_name}} ile randevunuz {{date}} {{time}}, yer: {{location}}.' },
    ],
    variables: [
      { name: 'date', max_length: 25 },
      { name: 'time', max_length: 25 },
      { name: 'trainer_name', max_length: 60 },
      { name: 'location', max_length: 100 },
    ],
  },
  {
    key: 'assessment_notification',
    name: 'Assessment notification',
    category: 'alert',
    message_type: 'assessment_notification',
    contents: [
      { language: 'en', text: 'You have a new assessment: {{assessment_name}}. Please complete it by {{due_date}}.' },
      { language: 'tr', text: 'Yeni bir değerlendirmeniz var: {{assessment_name}}. Son tarih: {{due_date}}.' },
    ],
    variables: [
      { name: 'assessment_name', max_length: 100 },
      { name: 'due_date', max_length: 25 },
    ],
  },
  {
    key: 'password_reset',
    name: 'Password reset',
    category: 'otp',
    message_type: 'password_reset',
    contents: [
      { language: 'en', text: 'Your code for a new password is {{code}}. Do not share it with anyone.' },
      { language: 'tr', text: 'Şifre sıfırlama kodunuz: {{code}}. Kimseyle paylaşmayın.' },
    ],
    variables: [{ name: 'code', max_length: 12 }],
  },
  {
    key: '2fa_code',
    name: 'Verification code',
    category: 'otp',
    message_type: '2fa_code',
    contents: [
      { language: 'en', text: 'Your verification code is {{code}}. Do not share it with anyone.' },
      { language: 'tr', text: 'Doğrulama kodunuz: {{code}}. Kimseyle paylaşmayın.' },
      { language: 'ko', text: '인증번호는 {{code}}입니다. 다른 사람에게 알려주지 마세요.' },
    ],
    variables: [{ name: 'code', max_length: 12 }],
  },
];
