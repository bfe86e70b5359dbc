// Reads one JSON scene a line ({segments}), then "run FIRST COUNT" to compute, "tell" for the answers of all.
const path = require("path");
const { compute } = require(path.join(process.argv[2], "visibility-polygon"));
const scenes = [];
let answers = [];
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  if (line.startsWith("run")) {
    const [, first, count] = line.split(" ").map(Number);
    for (let k = first; k < first + count; k++) answers[k] = compute([0, 0], scenes[k]);
    process.stdout.write("done\n");
  } else if (line === "tell") {
    process.stdout.write(JSON.stringify(answers) + "\n");
  } else {
    scenes.push(JSON.parse(line));
  }
});
