// ical.js, the parser of Thunderbird and Nextcloud: each calendar on the input, as events and as dates over a time.
// In: [{"ics", "from", "to"}]; out: [{"events": [[uid, recurrence id, start, end, summary]], "dates": [[summary, start,
// end]]}], moments in UTC. The zones are the calendar's own.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const MOST = 5000;
const utc = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toString();

function expanded(event) {
  const [iterator, found] = [event.iterator(), []];
  for (let at = iterator.next(); at && found.length < MOST; at = iterator.next()) found.push(event.getOccurrenceDetails(at));
  return found;
}

function told({ ics, from, to }) {
  const calendar = new ICAL.Component(ICAL.parse(ics));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const [first, last] = [ICAL.Time.fromDateTimeString(from), ICAL.Time.fromDateTimeString(to)];
  const parts = calendar.getAllSubcomponents("vevent");
  const uid = (part) => part.getFirstPropertyValue("uid");
  // Without a list of its own, an event takes every exception of the calendar for its own.
  const exceptionsOf = (part) => parts.filter((other) => other.hasProperty("recurrence-id") && uid(other) === uid(part));
  const read = (part) => new ICAL.Event(part, { exceptions: part.hasProperty("recurrence-id") ? [] : exceptionsOf(part) });
  const written = parts.map(read);
  const events = written.map((one) => [
    one.uid, one.recurrenceId ? utc(one.recurrenceId) : "", utc(one.startDate), utc(one.endDate), one.summary]);
  const dates = [];
  for (const one of written.filter((event) => !event.isRecurrenceException())) {
    for (const found of one.isRecurring() ? expanded(one) : [{ startDate: one.startDate, endDate: one.endDate, item: one }]) {
      const status = found.item.component.getFirstPropertyValue("status");
      if (status === "CANCELLED" || found.endDate.compare(first) <= 0 || found.startDate.compare(last) >= 0) continue;
      dates.push([found.item.summary, utc(found.startDate), utc(found.endDate)]);
    }
  }
  return { events: events.sort(), dates: dates.sort() };
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(told)));
