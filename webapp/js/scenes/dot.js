/** An unread dot: the element counts and lists what the site sends to the user's inbox. */
import '../red-dot.js';
import { $, on, server, showState, start, taken, token, url, user } from '../scene.js';

start(() => {
  const dot = $('red-dot');
  dot.addEventListener('state', () => showState({ detail: dot.client.state }));
  dot.setAttribute('url', url);
  dot.token = token;
  $('#user').textContent = user;
});

on('#send', () => server({ topic: `user/${user}`, event: 'comment', data: { text: taken('#text') } }));
