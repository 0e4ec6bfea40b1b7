/** Returns a telephone as people in France dial it, overseas departments included; a foreign one in full. */
export function dialled(phone: string): string {
  const short = /^(\d\d)(\d\d)$/.exec(phone) ?? /^(\d{3})(\d{3})$/.exec(phone);
  if (short) return short.slice(1).join('\u00a0');
  const french = /^\+(33|590|594|596|262)(\d{9})$/.exec(phone) ?? /^\+(508)(\d{6})$/.exec(phone);
  if (!french) return phone;
  const [, code = '', digits = ''] = french;
  const national = `0${code === '508' ? code : ''}${digits}`;
  if (code !== '33') return grouped(national, 4);
  return national.startsWith('08') ? `0\u00a0${grouped(national.slice(1), 3)}` : grouped(national, 2);
}

/** Returns digits in pairs after a first group. */
function grouped(digits: string, first: number): string {
  return [digits.slice(0, first), ...(digits.slice(first).match(/../g) ?? [])].join('\u00a0');
}
