// Count what a message costs while somebody writes it, as tools/services/messages/segments.py counts it on the server.
(() => {
  const BASIC = new Set(
    '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
  );
  const EXTENSION = new Set('\f^{}\\[~]|€');
  const ALONE = { 'GSM-7': 160, 'UCS-2': 70 };
  const TOGETHER = { 'GSM-7': 153, 'UCS-2': 67 };
  const graphemes = typeof Intl !== 'undefined' && Intl.Segmenter ? new Intl.Segmenter('en', { granularity: 'grapheme' }) : null;

  function clusters(text) {
    const whole = graphemes ? [...graphemes.segment(text)].map((each) => each.segment) : [...text];
    // A carriage return and a line feed stay two, as Twilio counts them.
    return whole.flatMap((each) => (each === '\r\n' ? ['\r', '\n'] : [each]));
  }

  function packed(sizes, room) {
    let segments = 1;
    let used = 0;
    for (const size of sizes) {
      if (used + size <= room) {
        used += size;
        continue;
      }
      // A grapheme larger than a segment is divided all the same.
      const further = Math.max(1, Math.ceil(size / room));
      segments += used ? further : further - 1;
      used = size - (further - 1) * room;
    }
    return segments;
  }

  function segments(text) {
    const letters = [...text];
    const plain = letters.every((each) => BASIC.has(each) || EXTENSION.has(each));
    const encoding = plain ? 'GSM-7' : 'UCS-2';
    const sizes = plain ? letters.map((each) => (EXTENSION.has(each) ? 2 : 1)) : clusters(text).map((each) => each.length);
    const units = sizes.reduce((sum, each) => sum + each, 0);
    return { encoding, units, segments: units <= ALONE[encoding] ? 1 : packed(sizes, TOGETHER[encoding]) };
  }

  const words = (text) => text.split(/\s+/).filter(Boolean).length;
  // Python counts code points, JavaScript halves of some.
  const characters = (text) => [...text].length;
  const strangers = (text) => [...new Set([...text].filter((each) => !BASIC.has(each) && !EXTENSION.has(each)))];
  window.agencyCounting = { segments, words, characters, strangers, ALONE };
})();
