// Opens each file as Kaoto's editor does, draws its canvas, opens the form of each node and saves:
// node editor.cjs FILE... prints one JSON array with an object for each file.
import { readFileSync } from 'node:fs';
import { CamelResourceFactory } from '@kaoto/kaoto/models/camel/camel-resource-factory.js';

async function open(path) {
  const resource = CamelResourceFactory.createCamelResource(readFileSync(path, 'utf8'), { path });
  await resource.initialize();
  return resource;
}

async function canvas(resource) {
  const nodes = [];
  const collect = (node) => {
    nodes.push(node);
    node.getChildren()?.forEach(collect);
  };
  for (const entity of resource.getVisualEntities()) {
    collect(await entity.toVizNode());
  }
  return nodes.filter((node) => !node.data.isPlaceholder && node.getNodeDefinition()?.id !== undefined);
}

/** As a form does that a person changes: it writes all of the node, with the change. */
function type(node, description) {
  node.updateModel({ ...node.getNodeDefinition(), description });
}

async function edit(path) {
  const resource = await open(path);
  const saved = await resource.toSourceCode();
  const nodes = await canvas(resource);
  nodes.forEach((node) => node.updateModel(node.getNodeDefinition()));
  const savedForms = await resource.toSourceCode();
  const label = (node) => [node.getNodeDefinition().id, node.getNodeLabel('description')];
  const labels = Object.fromEntries(nodes.map(label));
  type(nodes[0], 'Changed in the form');
  return { path, saved, savedForms, changed: await resource.toSourceCode(), labels };
}

Promise.all(process.argv.slice(2).map(edit)).then((files) => console.log(JSON.stringify(files)));
