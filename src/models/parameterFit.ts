import type { ServerError } from './serverError';

/** Which optional parameters one model at one endpoint takes, as far as its refusals have taught us. */
export interface ParameterFit {
  readonly maxTokensName: 'max_tokens' | 'max_completion_tokens';
  /** The name was switched once; a second refusal is about something else. */
  readonly maxTokensSwitched: boolean;
  /** Alternatives to ask for with log-probabilities; 0 asks for none at all. */
  readonly topLogprobs: number;
  readonly answerSchema: boolean;
  readonly streamOptions: boolean;
  readonly temperature: boolean;
}

type Parameter = 'maxTokens' | 'logprobs' | 'answerSchema' | 'streamOptions' | 'temperature';

/** Alternatives asked for first (OpenAI's limit), and where that is too many (vLLM's and Azure's older limit). */
const manyAlternatives = 20;
const fewAlternatives = 5;

const mentions: readonly (readonly [Parameter, RegExp])[] = [
  ['streamOptions', /stream_options|include_usage/iu],
  ['logprobs', /logprobs/iu],
  // llama-server names no parameter when it cannot make a grammar of the schema.
  ['answerSchema', /response_format|json_schema|structured.?output|guided_json|grammar|initialize samplers/iu],
  ['maxTokens', /max_(?:completion_)?tokens/iu],
  ['temperature', /\btemperature\b/iu],
];

/** Local servers know only `max_tokens`, OpenAI's newer models only the other one; everybody else takes the old name. */
export function initialFit(hostname: string): ParameterFit {
  return {
    maxTokensName: hostname === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens',
    maxTokensSwitched: false,
    topLogprobs: manyAlternatives,
    answerSchema: true,
    streamOptions: true,
    temperature: true,
  };
}

/**
 * What to send instead, after a 400 or 422 that names a parameter which was sent; `undefined` when the refusal is about
 * something else or the parameter has already been given up. Each call gives up at least one thing, so it ends.
 */
export function refit(
  fit: ParameterFit,
  error: ServerError,
  sent: Readonly<Record<string, unknown>>,
): ParameterFit | undefined {
  if (error.status !== 400 && error.status !== 422) return undefined;
  const parameter = namedParameter(error.param ?? '', sent) ?? namedParameter(error.text, sent);
  switch (parameter) {
    case undefined:
      return undefined;
    case 'maxTokens':
      if (fit.maxTokensSwitched) return undefined;
      return { ...fit, maxTokensName: otherName(fit.maxTokensName), maxTokensSwitched: true };
    case 'logprobs':
      return { ...fit, topLogprobs: fewerAlternatives(fit.topLogprobs, error) };
    case 'answerSchema':
    case 'streamOptions':
    case 'temperature':
      return { ...fit, [parameter]: false };
  }
}

function otherName(name: ParameterFit['maxTokensName']): ParameterFit['maxTokensName'] {
  return name === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
}

/** A refusal that names a number is about how many; one that does not is about having any. */
function fewerAlternatives(current: number, error: ServerError): number {
  const aboutNumber = /top_logprobs/iu.test(`${error.param ?? ''} ${error.text}`) && /\d/u.test(error.text);
  return aboutNumber && current > fewAlternatives ? fewAlternatives : 0;
}

/** The parameter named first, for the rest of such texts often lists what would be allowed. */
function namedParameter(text: string, sent: Readonly<Record<string, unknown>>): Parameter | undefined {
  const found = mentions
    .filter(([parameter]) => wasSent(parameter, sent))
    .map(([parameter, pattern]) => ({ parameter, at: text.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  return found[0]?.parameter;
}

function wasSent(parameter: Parameter, sent: Readonly<Record<string, unknown>>): boolean {
  const names: Record<Parameter, readonly string[]> = {
    maxTokens: ['max_tokens', 'max_completion_tokens'],
    logprobs: ['logprobs'],
    answerSchema: ['response_format'],
    streamOptions: ['stream_options'],
    temperature: ['temperature'],
  };
  return names[parameter].some((name) => sent[name] !== undefined);
}
