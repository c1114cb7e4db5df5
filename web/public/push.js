// The service worker of web push: it shows what came, and opens the thing when it is tapped. It keeps no
// page and answers no request. What it shows is encrypted for this browser alone.
self.addEventListener("push", function (event) {
  var note;
  try {
    note = event.data.json();
  } catch {
    return; // nothing that this server sent
  }
  event.waitUntil(
    self.registration.showNotification(note.title, {
      body: note.text,
      lang: note.lang,
      tag: note.id, // the same notice again takes the place of the first
      icon: "/console/icon.svg",
      requireInteraction: note.severity >= 4,
      data: { link: note.link },
    }),
  );
});

self.addEventListener("notificationclick", function (event) {
  event.notification.close();
  var link = new URL(event.notification.data.link, self.location.origin);
  // The link may name the public address; what is opened lies on this server.
  event.waitUntil(self.clients.openWindow(self.location.origin + link.pathname + link.search));
});
