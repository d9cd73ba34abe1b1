/** A ChatML template with calls in `<tool_call>` tags and thoughts in `<think>` tags, as many small models have it; our own words. */
export function chatTemplate(thinks: boolean): string {
  return [
    "{%- if tools %}{{- '<|im_start|>system\\n' }}",
    "{%- if messages[0]['role'] == 'system' %}{{- messages[0]['content'] + '\\n\\n' }}{%- endif %}",
    "{{- 'You may call these functions:\\n<tools>' }}",
    "{%- for tool in tools %}{{- '\\n' }}{{- tool | tojson }}{%- endfor %}",
    '{{- \'\\n</tools>\\n\\nTo call one, write its name and arguments as JSON:\\n<tool_call>{"name": "function", "arguments": {}}</tool_call><|im_end|>\\n\' }}',
    "{%- elif messages[0]['role'] == 'system' %}{{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}{%- endif %}",
    '{%- for message in messages %}',
    "{%- if message.role == 'user' or (message.role == 'system' and not loop.first) %}",
    "{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}",
    "{%- elif message.role == 'assistant' %}{{- '<|im_start|>assistant\\n' }}",
    thinks
      ? "{%- if message.reasoning_content %}{{- '<think>\\n' + message.reasoning_content + '\\n</think>\\n\\n' }}{%- endif %}"
      : '',
    '{%- if message.content %}{{- message.content }}{%- endif %}',
    '{%- for tool_call in message.tool_calls %}',
    "{%- if loop.first and message.content or not loop.first %}{{- '\\n' }}{%- endif %}",
    '{{- \'<tool_call>{"name": "\' + tool_call.function.name + \'", "arguments": \' }}',
    '{{- tool_call.function.arguments | tojson }}',
    "{{- '}</tool_call>' }}{%- endfor %}{{- '<|im_end|>\\n' }}",
    "{%- elif message.role == 'tool' %}",
    "{{- '<|im_start|>user\\n<tool_response>\\n' + message.content + '\\n</tool_response><|im_end|>\\n' }}",
    '{%- endif %}{%- endfor %}',
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}",
    thinks
      ? "{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}"
      : '',
    '{%- endif %}',
  ].join('');
}
