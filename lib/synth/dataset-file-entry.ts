import { DatasetFileOptions } from '../contract/index';
import { readDatasetFile } from './dataset-file';

/*
 * A program of its own: datasets are read as streams, and a construct can't wait for one. It gets path and options as arguments, and
 * writes what it found.
 */
async function main([path, options]: readonly string[]): Promise<void> {
  process.stdout.write(JSON.stringify(await readDatasetFile(path, JSON.parse(options) as DatasetFileOptions)));
}

void main(process.argv.slice(2));
