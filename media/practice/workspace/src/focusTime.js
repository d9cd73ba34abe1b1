/**
 * Shows how long you have worked, the way a clock does: 65 seconds are "1:05", 3725 seconds are "1:02:05".
 * Below an hour there is no hour part.
 *
 * Wrong today: minutes and seconds below ten lose their zero, so 65 seconds come out as "1:5".
 */
export function formatFocusTime(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Math.floor(seconds % 60);

  if (hours > 0) {
    return `${hours}:${minutes}:${rest}`;
  }
  return `${minutes}:${rest}`;
}
