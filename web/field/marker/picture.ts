/** Longest side of a recorded picture, pixels: plates and cracks stay readable. */
const MOST_PIXELS = 2000;
const QUALITY = 0.82;

/**
 * A photo made small enough to send, as JPEG. Drawing it anew also drops what the camera wrote into the file.
 * @throws Error when the file is no picture that this browser can read
 */
export async function downscaled(file: Blob): Promise<Uint8Array> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, MOST_PIXELS / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  if (!blob) throw new Error('This browser cannot write pictures');
  return new Uint8Array(await blob.arrayBuffer());
}
