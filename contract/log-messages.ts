/** What functions log for alarms to count. No account is named: the alert and the ticket do that. */
export const UNCERTAIN_ROTATION = 'uncertain-rotation';
