import { parentPort, workerData } from 'node:worker_threads';
import { fitProfile, type FitRequest } from '../auction/fit/fitProfile';

// The program of the thread: one request in, one result out. Who started it sent nothing but plain data of its own.
parentPort?.postMessage(fitProfile(workerData as FitRequest));
