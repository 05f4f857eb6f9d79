import { expect, test } from 'vitest';
import * as s from '#cells/annotated-s4';
import { createRng } from '#num/random';
const rel=(a:any,b:any)=>{let m=0,d=0;for(let i=0;i<a.length;i++){m=Math.max(m,Math.abs(b[i]));d=Math.max(d,Math.abs(a[i]-b[i]));}return d/m};
const best=(f:any)=>{let m=1e9;for(let i=0;i<12;i++){const t=performance.now();f();m=Math.min(m,performance.now()-t)}return m.toFixed(3)};
test('x',()=>{
  const rng=createRng(1);
  for(const [N,L] of [[64,1024],[128,1024]]) {
    let t=performance.now();
    const dplr=s.hippoDplr(N);
    const te=performance.now()-t;
    for(const step of [1/L]){
      const C=Float64Array.from({length:N},()=>rng.normal());
      const d=s.discretize({...s.hippo(N),C},step);
      const a=s.kernelByRecurrence(d,L); 
      const Ct=s.truncated(d,L);
      const b=s.kernelByCauchy(dplr,Ct,step,L);
      const c=s.kernelByConversion(dplr,Ct,step,L);
      const p1=s.kernelByCauchy(dplr,Ct,step,L,{outer:-1,inner:-1});
      const p2=s.kernelByCauchy(dplr,Ct,step,L,{outer:1,inner:1});
      console.log(N,L,step,rel(b,a),rel(c,a),'printed',rel(p1,a),rel(p2,a),'jacobi',te,best(()=>s.kernelByRecurrence(d,L)),best(()=>s.kernelByCauchy(dplr,Ct,step,L)),best(()=>s.kernelByVandermonde(s.s4dLin(N),s.complexes(N/2),step,L)));
    }
  }
  for(const L of [256,1024,4096,8192]){
  const K=Float64Array.from({length:L},()=>rng.normal()),u=Float64Array.from({length:L},()=>rng.normal());
  console.log(L,rel(s.convolve(K,u),s.convolveDirectly(K,u)),best(()=>s.convolve(K,u)),best(()=>s.convolveDirectly(K,u)));}
});
