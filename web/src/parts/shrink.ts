// A phone's photo is 4 to 12 MB; the line in a commune is slow and the evidence is as clear at 1600 px.
// Only pictures are touched, only on a phone, and only when the result is really smaller.

const LONG_SIDE = 1600;
const QUALITY = 0.82;
const WORTH_IT = 400 * 1024;

export async function shrunk(file: File, onPhone: boolean): Promise<Blob> {
  if (!onPhone || file.size < WORTH_IT || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  let picture: ImageBitmap;
  try {
    // The turn that the camera noted is applied, since the new file carries no such note.
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  const { width, height } = fit(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
  picture.close();
  const smaller = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return smaller !== null && smaller.size < file.size ? smaller : file;
}

export function fit(width: number, height: number): { width: number; height: number } {
  const share = Math.min(1, LONG_SIDE / Math.max(width, height));
  return { width: Math.round(width * share), height: Math.round(height * share) };
}

export const isPhone = () => matchMedia("(max-width: 767px)").matches;

/** The name keeps telling what the file is after a PNG became a JPEG. */
export function nameFor(file: File, sent: Blob): string {
  if (sent === file || sent.type === file.type) return file.name;
  return file.name.replace(/\.\w+$/, "") + ".jpg";
}
