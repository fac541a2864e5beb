/** A small page with React: the bell, and the newest message of a topic. */
import 'reddot-client/element';
import type {} from 'reddot-client/react';
import { RedDot } from 'reddot-client';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const { url = '', token = '', topic = '' } = document.body.dataset;

function News() {
  const [text, setText] = useState('');
  const [count, setCount] = useState<number>();
  useEffect(() => {
    const client = new RedDot({ url, token, topics: [topic], after: 'earliest' });
    client.addEventListener('message', (event) => setText(String((event as CustomEvent).detail.data)));
    client.inbox({ limit: 1 }).then((page) => setCount(page.unread), console.error);
    return () => client.close();
  }, []);
  return <p id="news" data-count={count}>{text}</p>;
}

function Page() {
  const [selected, setSelected] = useState('');
  return (
    <>
      <News />
      <red-dot url={url} token={async () => token} lang="de" onselect={({ detail }) => setSelected(detail.id)} />
      <output id="selected">{selected}</output>
    </>
  );
}

createRoot(document.querySelector('main')!).render(<Page />);
