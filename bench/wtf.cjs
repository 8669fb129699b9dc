// `node wtf.cjs`: a persistent wtf_wikipedia. Lines on stdin: a page as JSON; on stdout the same with its text.
const wtf = require('wtf_wikipedia')

require('readline')
  .createInterface({ input: process.stdin })
  .on('line', (page) => process.stdout.write(JSON.stringify(wtf(JSON.parse(page)).text()) + '\n'))
