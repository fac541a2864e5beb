/** What tells of unread messages outside of the page: its title, the icon of the app, a sound. */

/** At most one sound in this time, in all tabs together; in milliseconds. */
const PAUSE = 1_500;

/** Shows a count in front of the page's title: `(3) My site`. */
export function countInTitle(/** @type {number} */ count) {
  const title = document.title.replace(/^\(\d+\+?\) /, '');
  const counted = count ? `(${count < 100 ? count : '99+'}) ${title}` : title;
  if (document.title !== counted) {
    document.title = counted;
  }
}

/** Shows a count at the icon of an installed app, where the browser can (Badging API). */
export function countAtIcon(/** @type {number} */ count) {
  const { setAppBadge } = /** @type {{setAppBadge?: (count: number) => Promise<void>}} */ (navigator);
  setAppBadge?.call(navigator, count).catch(() => {}); // the page is not installed
}

/**
 * Plays a sound, in one tab only. Browsers allow that once the user has clicked somewhere.
 *
 * @param {string} address of an audio file; empty: two short tones
 */
export function sound(address) {
  const play = async () => {
    try {
      await (address ? new Audio(address).play() : chime());
    } catch {
      // not allowed yet
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  };
  navigator.locks ? navigator.locks.request('reddot-sound', { ifAvailable: true }, (lock) => lock && play()) : play();
}

async function chime() {
  const audio = new AudioContext();
  [880, 1_175].forEach((hertz, i) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = audio.currentTime + i * 0.12;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.12, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.3);
  });
  setTimeout(() => audio.close(), 1_000);
}
