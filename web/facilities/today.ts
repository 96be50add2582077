import dayjs from 'dayjs';

/** Today on this machine, as an ISO date. */
export const today = (): string => dayjs().format('YYYY-MM-DD');
