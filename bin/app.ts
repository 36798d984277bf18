import { App } from 'aws-cdk-lib';
import { fraudDetection } from '../examples/fraud-detection/app';

const app = new App();
fraudDetection(app);
