import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { boxed, pathOf, signatureBox, withPoint, type Strokes } from './signature.ts';
import './signature-pad.css';

const { width, height } = signatureBox;
const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-6, 0],
  ArrowRight: [6, 0],
  ArrowUp: [0, -6],
  ArrowDown: [0, 6],
};

/** A field to sign in with pen, finger or mouse; with the keyboard the arrows move the pen and Space lowers or lifts it. */
export function SignaturePad({
  label,
  strokes,
  onChange,
  children,
}: {
  label: string;
  strokes: Strokes;
  onChange(strokes: Strokes): void;
  /** Shown below the field: help, and what clears it. */
  children: ReactNode;
}) {
  const field = useRef<SVGSVGElement>(null);
  const drawing = useRef(false);
  /** Drawn so far, also what is not rendered yet: a hand is faster than that. */
  const drawn = useRef(strokes);
  drawn.current = strokes;
  const add = (point: readonly [number, number], begins: boolean) => {
    drawn.current = withPoint(drawn.current, point, begins);
    onChange(drawn.current);
  };
  const [pen, setPen] = useState<{ at: readonly [number, number]; down: boolean } | null>(null);

  const pointOf = (event: PointerEvent) => {
    const { left, top, width: shown, height: shownHeight } = field.current!.getBoundingClientRect();
    return boxed(((event.clientX - left) * width) / shown, ((event.clientY - top) * height) / shownHeight);
  };
  const begin = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drawing.current = true;
    add(pointOf(event), true);
  };
  const go = (event: PointerEvent) => {
    if (drawing.current) add(pointOf(event), false);
  };
  const end = () => {
    drawing.current = false;
  };
  const key = (event: KeyboardEvent) => {
    const now = pen ?? { at: [width / 4, height / 2] as const, down: false };
    const step = steps[event.key];
    if (event.key === ' ') {
      event.preventDefault();
      setPen({ ...now, down: !now.down });
      if (!now.down) add(now.at, true);
    } else if (step) {
      event.preventDefault();
      const at = boxed(now.at[0] + step[0], now.at[1] + step[1]);
      setPen({ ...now, at });
      if (now.down) add(at, false);
    }
  };
  return (
    <div className="signature-pad">
      <svg
        ref={field}
        viewBox={`0 0 ${width} ${height}`}
        tabIndex={0}
        role="application"
        aria-label={label}
        data-testid="signature-pad"
        onPointerDown={begin}
        onPointerMove={go}
        onPointerUp={end}
        onPointerCancel={end}
        onKeyDown={key}
        onBlur={() => setPen(null)}
      >
        <line x1="20" x2={width - 20} y1={height - 34} y2={height - 34} className="signature-base" />
        <path d={pathOf(strokes)} className="signature-path" />
        {pen && <circle cx={pen.at[0]} cy={pen.at[1]} r="5" className={pen.down ? 'pen-down' : 'pen-up'} />}
      </svg>
      <div className="signature-foot">{children}</div>
    </div>
  );
}
