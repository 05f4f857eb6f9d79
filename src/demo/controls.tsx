/** Controls made from a run's parameters: every one has a label and works from the keyboard. */
import { useState } from 'preact/hooks';
import type { Configuration } from './configuration.ts';
import {
  parseValue,
  type ChoiceParameter,
  type FlagParameter,
  type NumberParameter,
  type Parameters,
} from './run.ts';
import { sliderOf } from './slider.ts';

type Value = Configuration['values'][string];

interface ControlsProps {
  /** of the demo: prefix of the ids of its controls */
  readonly id: string;
  readonly parameters: Parameters;
  readonly values: Configuration['values'];
  readonly onChange: (name: string, value: Value) => void;
  /** Tells the reader why a typed value is not taken; an empty text takes it back. */
  readonly onReject: (message: string) => void;
}

export function Controls({ id, parameters, values, onChange, onReject }: ControlsProps) {
  return (
    // Firefox restores old values unless a form says no; radio buttons take no `autocomplete` of their own.
    <form class="demo-controls" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
      {Object.entries(parameters).map(([name, parameter]) => {
        const common = {
          key: name,
          id: `${id}-${name}`,
          onChange: (value: Value) => onChange(name, value),
        };
        if (parameter.kind === 'flag') {
          return <Flag {...common} parameter={parameter} value={values[name] as boolean} />;
        }
        if (parameter.kind === 'choice') {
          return <Choice {...common} parameter={parameter} value={values[name] as string} />;
        }
        return (
          <NumberControl
            {...common}
            name={name}
            parameter={parameter}
            value={values[name] as number}
            onReject={onReject}
          />
        );
      })}
    </form>
  );
}

interface ControlProps<P, V> {
  readonly id: string;
  readonly parameter: P;
  readonly value: V;
  readonly onChange: (value: V) => void;
}

/** A slider, and beside it the value, which can be typed. */
function NumberControl({
  id,
  name,
  parameter,
  value,
  onChange,
  onReject,
}: ControlProps<NumberParameter, number> & {
  readonly name: string;
  readonly onReject: (message: string) => void;
}) {
  const slider = sliderOf(parameter);
  const spoken = parameter.unit ? `${value} ${parameter.unit}` : String(value);
  return (
    <div class="demo-control">
      <label class="demo-label" for={id}>
        {parameter.label}
      </label>
      <span class="demo-typed">
        <TypedValue
          label={`${parameter.label}, typed`}
          text={String(value)}
          parse={(text) => onChange(parseValue(name, parameter, text) as number)}
          onReject={onReject}
        />
        {parameter.unit && <span class="demo-unit">{parameter.unit}</span>}
      </span>
      <input
        class="demo-slider"
        id={id}
        type="range"
        min={slider.min}
        max={slider.max}
        step={slider.step}
        value={slider.positionOf(value)}
        aria-valuetext={spoken}
        onInput={({ currentTarget }) => {
          onReject('');
          const moved = slider.valueAt(Number(currentTarget.value), value);
          if (moved === value) currentTarget.value = String(slider.positionOf(value));
          else onChange(moved);
        }}
      />
    </div>
  );
}

interface TypedValueProps {
  readonly id?: string;
  readonly label?: string;
  readonly text: string;
  /** in characters */
  readonly size?: number;
  /** @throws RangeError if the text is not acceptable */
  readonly parse: (text: string) => void;
  readonly onReject: (message: string) => void;
}

/** A text field that keeps what is typed until it is left, and passes on what is acceptable. */
export function TypedValue({ id, label, text, size = 6, parse, onReject }: TypedValueProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [rejected, setRejected] = useState(false);
  const reject = (message: string) => {
    setRejected(message !== '');
    onReject(message);
  };
  return (
    <input
      class="demo-field"
      id={id}
      type="text"
      inputmode="decimal"
      autocomplete="off"
      spellcheck={false}
      size={size}
      aria-label={label}
      aria-invalid={rejected}
      value={draft ?? text}
      onInput={({ currentTarget }) => {
        setDraft(currentTarget.value);
        try {
          parse(currentTarget.value);
          reject('');
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          reject(error.message);
        }
      }}
      onBlur={() => {
        setDraft(null);
        if (rejected) reject('');
      }}
    />
  );
}

/** Up to this many characters in all, options stand side by side. */
const SEGMENTED = 40;

function Choice({ id, parameter, value, onChange }: ControlProps<ChoiceParameter, string>) {
  const options = Object.entries(parameter.options);
  if (options.map(([, label]) => label).join('').length > SEGMENTED) {
    return (
      <div class="demo-control">
        <label class="demo-label" for={id}>
          {parameter.label}
        </label>
        <select
          class="demo-select"
          id={id}
          value={value}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        >
          {options.map(([option, label]) => (
            <option key={option} value={option} selected={option === value}>
              {label}
            </option>
          ))}
        </select>
      </div>
    );
  }
  return (
    <fieldset class="demo-control demo-choice">
      <legend class="demo-label">{parameter.label}</legend>
      {options.map(([option, label]) => (
        <label key={option} class="demo-option">
          <input
            type="radio"
            name={id}
            value={option}
            checked={option === value}
            onInput={() => onChange(option)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Flag({ id, parameter, value, onChange }: ControlProps<FlagParameter, boolean>) {
  return (
    <div class="demo-control demo-flag">
      <input
        id={id}
        type="checkbox"
        checked={value}
        onInput={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <label class="demo-label" for={id}>
        {parameter.label}
      </label>
    </div>
  );
}
