/** A client of server-sent events that is not ours: says each event that its library delivers, one a line. */
const [library, address, token, count] = process.argv.slice(2);
const seen = [];
function heard(type, data, id) {
  seen.push(type);
  console.log(`${type} ${JSON.stringify(data)} ${id}`);
  if (seen.filter((each) => each === 'message').length >= Number(count)) {
    process.exit(0);
  }
}
const failed = (error) => console.error('error', error?.message ?? error);
const headers = { Authorization: `Bearer ${token}` };

function listen(source) {
  for (const type of ['hello', 'message']) {
    source.addEventListener(type, ({ data, lastEventId }) => heard(type, data, lastEventId));
  }
  source.addEventListener('error', failed);
}

const libraries = {
  eventsource() {
    const { EventSource } = require('eventsource');
    listen(new EventSource(address));
  },
  'event-source-polyfill'() {
    const { EventSourcePolyfill } = require('event-source-polyfill');
    listen(new EventSourcePolyfill(address, { headers }));
  },
  '@microsoft/fetch-event-source'() {
    globalThis.window = globalThis;
    globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
    const { fetchEventSource } = require('@microsoft/fetch-event-source');
    fetchEventSource(address, {
      headers,
      onmessage: ({ event, data, id }) => heard(event || 'message', data, id),
      onerror: (error) => {
        failed(error);
        return 500;
      },
      onclose() {
        throw new Error('the stream ended');
      },
    });
  },
};
libraries[library]();
setTimeout(() => {
  failed('too slow');
  process.exit(1);
}, 60_000).unref();
