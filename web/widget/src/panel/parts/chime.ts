let audio: AudioContext | undefined;

/** Two soft notes. It is silent where the browser allows no sound yet. */
export function chime(): void {
  audio ??= new AudioContext();
  const from = audio.currentTime + 0.02;
  for (const [n, pitch] of [659.3, 880].entries()) {
    const note = audio.createOscillator();
    const volume = audio.createGain();
    const at = from + n * 0.12;
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.07, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
    note.connect(volume).connect(audio.destination);
    note.start(at);
    note.stop(at + 0.55);
  }
}
