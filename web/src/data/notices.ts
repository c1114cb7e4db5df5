import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { ChannelSetting, Deliveries, Delivery, Inbox, NoticeAddress, NoticeOutcome, NoticeRules } from "./types";

const KEY = "notices";
const LOOK_MS = 60_000;
const PAGE = 50;

/** The newest page, or the one after what an earlier page named as its next. Only the newest changes by itself. */
export const useInbox = (unread: boolean, limit = PAGE, after = "") =>
  useQuery<Inbox>({
    queryKey: [KEY, "inbox", unread, limit, after],
    queryFn: ({ signal }) => ask(api.GET("/notices", { params: { query: { unread, limit, ...(after === "" ? {} : { after }) } }, signal })),
    refetchInterval: after === "" ? LOOK_MS : false,
  });

export const useNoticeRules = (on: boolean) =>
  useQuery<NoticeRules>({ queryKey: [KEY, "rules"], queryFn: ({ signal }) => ask(api.GET("/notices/rules", { signal })), enabled: on });

export const useDeliveries = (on: boolean, state: Delivery["state"] | "", channel: string) =>
  useQuery<Deliveries>({
    queryKey: [KEY, "deliveries", state, channel],
    queryFn: ({ signal }) => ask(api.GET("/notices/deliveries", { params: { query: { limit: 200, ...(state === "" ? {} : { state }), ...(channel === "" ? {} : { channel }) } }, signal })),
    enabled: on,
    refetchInterval: LOOK_MS,
  });

export const useChannels = (on: boolean) =>
  useQuery<{ items: ChannelSetting[] }>({ queryKey: [KEY, "channels"], queryFn: ({ signal }) => ask(api.GET("/notices/channels", { signal })), enabled: on });

const again = () => queries.invalidateQueries({ queryKey: [KEY] });

export const useRead = () => useMutation<Inbox, Error, string[]>({ mutationFn: (ids) => ask(api.POST("/notices/read", { body: { ids } })), onSuccess: again });

export const useAcknowledge = () =>
  useMutation<NoticeOutcome, Error, string>({
    mutationFn: (id) => ask(api.POST("/notices/{id}/acknowledge", { params: { path: { id } } })),
    onSuccess: async () => {
      await Promise.all([again(), queries.invalidateQueries({ queryKey: ["work"] })]);
    },
  });

export type RulesDraft = Pick<NoticeRules, "version" | "lang" | "quiet" | "from" | "to" | "each">;

export const useSaveRules = () => useMutation<NoticeRules, Error, RulesDraft>({ mutationFn: (body) => ask(api.PUT("/notices/rules", { body })), onSuccess: again });

export const addAddress = async (channel: string, address: string, label: string): Promise<NoticeAddress> => {
  try {
    return await ask(api.POST("/notices/addresses", { body: { channel, address, label } }));
  } finally {
    await again(); // an address whose code could not be sent waits in the list
  }
};

export const confirmAddress = async (id: string, code: string): Promise<void> => {
  await ask(api.POST("/notices/addresses/{id}/confirm", { params: { path: { id } }, body: { code } }));
  await again();
};

export const testAddress = (id: string): Promise<unknown> => ask(api.POST("/notices/addresses/{id}/test", { params: { path: { id } } }));

export const removeAddress = async (id: string): Promise<void> => {
  await ask(api.DELETE("/notices/addresses/{id}", { params: { path: { id } } }));
  await again();
};

export const useRetry = () => useMutation<unknown, Error, string>({ mutationFn: (id) => ask(api.POST("/notices/deliveries/{id}/retry", { params: { path: { id } } })), onSuccess: again });

export const useSaveChannel = (channel: string) =>
  useMutation<unknown, Error, { version: number; on: boolean; values: Record<string, string> }>({
    mutationFn: (body) => ask(api.PUT("/notices/channels/{channel}", { params: { path: { channel } }, body })),
    onSuccess: again,
  });

/** Whether this browser can show notices while no page is open. */
export const canPush = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const plain = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

/** Asks the reader and the browser, and gives the server what the browser's push service said. False: the reader said no. */
export async function subscribe(key: string, label: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const worker = await navigator.serviceWorker.register("/console/push.js", { scope: "/console/" });
  await navigator.serviceWorker.ready;
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  const { endpoint, keys } = made.toJSON();
  await ask(api.POST("/notices/push", { body: { endpoint: endpoint ?? "", p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "", label } }));
  await again();
  return true;
}
