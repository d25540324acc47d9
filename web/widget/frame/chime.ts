/**
 * Two soft notes for a new message, drawn by the browser: no file is fetched.
 * Left out: when it sounds (attention.ts) and whether (alerts.ts).
 */

let audio: AudioContext | null = null;

/** Silent where the browser has no sound, or where nobody has pressed anything yet. */
export function chime(): void {
  try {
    audio ??= new AudioContext();
    // One that began before the visitor pressed anything sleeps.
    void audio.resume().catch(() => undefined);
    note(audio, 880, 0);
    note(audio, 1174.66, 0.11);
  } catch {
    // No sound here.
  }
}

function note(context: AudioContext, hertz: number, afterSeconds: number): void {
  const at = context.currentTime + afterSeconds;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.12, at + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.45);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.5);
}
