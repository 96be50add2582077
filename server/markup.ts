const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that XML 1.0 cannot hold, not even escaped. */
const impossible =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text as the content of an element or of a quoted attribute, of XML and of HTML; what XML cannot hold becomes �. */
export const escapeXml = (text: string): string =>
  text.replace(impossible, '\ufffd').replace(/[&<>"']/g, (character) => entities[character]!);
