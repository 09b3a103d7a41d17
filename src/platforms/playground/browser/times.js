const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/**
 * Shows the server's times in the reader's time zone: only the clock for today, else the day too. The tooltip has it all.
 *
 * @param {readonly Element[]} elements
 * @param {Date} [now]
 */
export function localizeTimes(elements, now = new Date()) {
  for (const element of elements) {
    for (const time of element.querySelectorAll("time[datetime]")) {
      const date = new Date(time.getAttribute("datetime") ?? "");
      if (Number.isNaN(date.getTime())) continue;
      const isToday = date.toDateString() === now.toDateString();
      const showsClockOnly = time.getAttribute("data-show") === "clock" && isToday;
      time.textContent = (showsClockOnly ? clock : dayAndClock).format(date);
      time.setAttribute("title", full.format(date));
    }
  }
}
