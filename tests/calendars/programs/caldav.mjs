// tsdav against the running server: does the steps on the input, one after the other, and tells what came of each.
// In: {"server", "user", "password", "calendar", "steps": [["create", name, ics], ["change", name, ics], ["delete",
// name], ["read", from, to, expand], ["sync"]]}; out: {"calendars": [names], "answers": [...]}
import { readFileSync } from "node:fs";
import { createDAVClient } from "tsdav";

const asked = JSON.parse(readFileSync(0, "utf8"));
const client = await createDAVClient({
  serverUrl: asked.server, credentials: { username: asked.user, password: asked.password },
  authMethod: "Basic", defaultAccountType: "caldav",
});
const calendars = await client.fetchCalendars();
let calendar = calendars.find((found) => found.displayName === asked.calendar);
const kept = new Map();
const told = async (answer) => ({ status: answer.status, body: await answer.text() });
const known = async (name) => (await client.fetchCalendarObjects({ calendar, objectUrls: [calendar.url + name] }))[0];

const verbs = {
  create: async (filename, iCalString) => told(await client.createCalendarObject({ calendar, iCalString, filename })),
  change: async (name, data) => {
    const found = await known(name);
    return told(await client.updateCalendarObject({ calendarObject: { ...found, data } }));
  },
  delete: async (name) => told(await client.deleteCalendarObject({ calendarObject: await known(name) })),
  read: async (start, end, expand) =>
    (await client.fetchCalendarObjects({ calendar, timeRange: { start, end }, expand })).map((found) => found.data),
  sync: async () => {
    const synced = await client.smartCollectionSync({
      collection: { ...calendar, objects: [...kept.values()], objectMultiGet: client.calendarMultiGet },
      method: "webdav", detailedResult: true,
    });
    const { created, updated, deleted } = synced.objects;
    for (const found of [...created, ...updated]) kept.set(found.url, found);
    for (const found of deleted) kept.delete(found.url);
    calendar = { ...calendar, syncToken: synced.syncToken };
    const names = (list) => list.map((found) => found.url.split("/").pop()).sort();
    return { created: names(created), updated: names(updated), deleted: names(deleted) };
  },
};

const answers = [];
for (const [verb, ...given] of asked.steps) answers.push(await verbs[verb](...given));
process.stdout.write(JSON.stringify({ calendars: calendars.map((found) => found.displayName), answers }));
