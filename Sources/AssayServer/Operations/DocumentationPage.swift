/// The page at `/docs`: it fetches `/openapi.json` and shows it, with nothing from elsewhere.
enum DocumentationPage {
    static let html = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>Assay API</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        details { border: 1px solid #8884; border-radius: 6px; margin: .5rem 0; padding: .4rem .8rem }
        summary { cursor: pointer } code, pre { font: 13px/1.45 ui-monospace, monospace }
        pre { overflow-x: auto; background: #8881; padding: .6rem; border-radius: 4px }
        table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top;
        padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #8883 }
        .method { display: inline-block; min-width: 3.5rem; font-weight: 700 } .muted { opacity: .7 }
        </style></head><body><h1 id="title">Assay API</h1><p id="description"></p><main id="paths">Loading…</main>
        <script>
        const make = (tag, text, parent, name) => {
          const node = document.createElement(tag);
          if (text) node.textContent = text;
          if (name) node.className = name;
          if (parent) parent.append(node);
          return node;
        };
        const show = (api) => {
          const resolve = (s) => s && s.$ref ? s.$ref.slice(2).split('/').reduce((o, k) => o[k], api) : s || {};
          const type = (s) => s.$ref ? s.$ref.split('/').pop() : s.enum ? s.enum.join(' | ')
            : s.items ? `[${type(s.items)}]` : [].concat(s.type || (s.oneOf || []).map(type)).join(' | ');
          const fields = (schema, parent) => {
            const body = resolve(schema);
            if (!body.properties) return make('p', body.description || type(schema), parent);
            const table = make('table', '', parent);
            for (const [name, raw] of Object.entries(body.properties)) {
              const field = resolve(raw), row = make('tr', '', table);
              make('code', name + ((body.required || []).includes(name) ? ' *' : ''), make('td', '', row));
              make('td', type(raw), row, 'muted');
              const note = 'default' in field ? ` Default: ${JSON.stringify(field.default)}.` : '';
              make('td', (field.description || '') + note, row);
            }
          };
          document.getElementById('title').textContent = `${api.info.title} ${api.info.version}`;
          document.getElementById('description').textContent = api.info.description || '';
          const main = document.getElementById('paths');
          main.textContent = '';
          for (const [path, methods] of Object.entries(api.paths))
            for (const [method, operation] of Object.entries(methods)) {
              const box = make('details', '', main), head = make('summary', '', box);
              make('span', method.toUpperCase(), head, 'method');
              make('code', path, head);
              make('span', ` ${operation.summary || ''}`, head, 'muted');
              if (operation.description) make('p', operation.description, box);
              const json = ((operation.requestBody || {}).content || {})['application/json'];
              if (json) {
                make('h4', 'Request', box);
                fields(json.schema, box);
                if (json.example) make('pre', JSON.stringify(json.example, null, 2), box);
              }
              make('h4', 'Responses', box);
              for (const [status, raw] of Object.entries(operation.responses)) {
                const response = resolve(raw);
                make('p', `${status} ${response.description}`, box);
                for (const media of Object.values(response.content || {}))
                  if (media.schema) fields(media.schema, box);
              }
            }
        };
        fetch('openapi.json').then((r) => r.json()).then(show)
          .catch((e) => { document.getElementById('paths').textContent = `Could not load openapi.json: ${e}`; });
        </script></body></html>
        """
}
