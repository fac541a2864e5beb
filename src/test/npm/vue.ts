/** A small page with Vue: the bell, and the newest message of a topic. */
import 'reddot-client/element';
import { RedDot } from 'reddot-client';
import { createApp, h, onBeforeUnmount, ref } from 'vue';

const { url = '', token = '', topic = '' } = document.body.dataset;

const Page = {
  setup() {
    const text = ref('');
    const count = ref<number>();
    const selected = ref('');
    const client = new RedDot({ url, token, topics: [topic], after: 'earliest' });
    client.addEventListener('message', (event) => (text.value = String((event as CustomEvent).detail.data)));
    client.inbox({ limit: 1 }).then((page) => (count.value = page.unread), console.error);
    onBeforeUnmount(() => client.close());
    const select = (event: CustomEvent<{ id: string }>) => (selected.value = event.detail.id);
    return () => [
      h('p', { id: 'news', 'data-count': count.value }, text.value),
      h('red-dot', { url, token: async () => token, lang: 'de', onSelect: select }),
      h('output', { id: 'selected' }, selected.value),
    ];
  },
};

createApp(Page).mount('main');
