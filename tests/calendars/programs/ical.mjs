// ical.js, the parser of Thunderbird and Nextcloud: each calendar on the input, as events and as dates over a time.
// In: [{"ics", "from", "to"}]; out: [{"events": [[uid, recurrence id, start, end, summary]], "dates": [[summary, start,
// end]]}], moments in UTC. The zones are the calendar's own.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const MOST = 5000;
const utc = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toString();

function read({ ics, from, to }) {
  const calendar = new ICAL.Component(ICAL.parse(ics));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const [first, last] = [ICAL.Time.fromDateTimeString(from), ICAL.Time.fromDateTimeString(to)];
  const written = calendar.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part));
  const events = written.map((one) => [
    one.uid, one.recurrenceId ? utc(one.recurrenceId) : "", utc(one.startDate), utc(one.endDate), one.summary]);
  const dates = [];
  for (const one of written.filter((event) => !event.isRecurrenceException())) {
    for (const other of written) if (other.uid === one.uid && other.isRecurrenceException()) one.relateException(other);
    const iterator = one.isRecurring() ? one.iterator() : { next: (() => { let at = one.startDate; return () => { const now = at; at = null; return now; }; })() };
    for (let count = 0, at = iterator.next(); at && count < MOST; at = iterator.next(), count += 1) {
      const found = one.isRecurring() ? one.getOccurrenceDetails(at) : { startDate: one.startDate, endDate: one.endDate, item: one };
      const status = found.item.component.getFirstPropertyValue("status");
      if (status === "CANCELLED" || found.endDate.compare(first) <= 0 || found.startDate.compare(last) >= 0) continue;
      dates.push([found.item.summary, utc(found.startDate), utc(found.endDate)]);
    }
  }
  return { events: events.sort(), dates: dates.sort() };
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read)));
