/**
 * Words and phrases that people use interchangeably when they ask about technical subjects: one group per line, separated
 * by commas. They come from general English and common talk about clouds, data and machine learning, not from a deck. A
 * word may be in several groups, and a narrow group counts for more than a broad one.
 */
export const THESAURUS_GROUPS = `
hide, mask, redact, conceal, obscure, black out, blank out, anonymize, pseudonymize, censor, cover up, scrub, strip out
find, detect, discover, spot, identify, locate, recognize, uncover, notice
price, cost, costs, pay, bill, billing, charge, fee, expense, pricing, money, budget, spend, paid
cheap, cheaper, inexpensive, low cost, affordable, economical, save money, cost saving
expensive, costly, pricey, dear, overpriced
free, no charge, no extra cost, included, without paying, gratis, at no cost, nothing extra
reduce, cut, decrease, lower, less, fewer, shrink, smaller, shorten, drop, down, save
increase, raise, grow, expand, more, enlarge, extend, higher, boost, larger
fast, quick, quickly, speed, rapid, speedy, accelerate, faster, swift, speed up, quicker, sooner
slow, slowly, sluggish, delay, delayed, lag, late, takes too long, takes long, long time
latency, delay, response time, lag, milliseconds, ms
soon, immediate, instantly, right away, straight away, real time, realtime, live, on the fly, as it arrives
near real time, almost live, nearly real time, within a minute, within seconds
begin, start, launch, startup, boot, kick off, spin up, starting
stop, halt, end, terminate, cancel, kill, abort, quit, shut down, give up, switch off, turn off, power off
early stopping, stop early, give up early, cut short, ahead of time, prematurely
restart, reboot, rebooted, power cycle, start again
delete, remove, erase, wipe, destroy, get rid of, discard, clear
lose, lost, loss, gone, disappear, vanish, wiped, erased, destroyed
keep, retain, preserve, persist, survive, last, durable, permanent, persistent, outlive, remain, stay, lasting
retention, retain, how long kept, keep, stored for, expire, expiry
temporary, ephemeral, transient, short lived, volatile, scratch, not permanent
copy, replicate, duplicate, clone
download, fetch, copy, pull
move, transfer, migrate, relocate, shift
attach, plug in, connect, mount, hook up, bolt on
detach, unplug, disconnect, unmount, take off
join, merge, combine, fuse, unite, put together
split, divide, partition, separate, break up, cut up, break apart
shard, sharding, partition, portion, subset, part, slice, piece, fraction, chunk
spread, distribute, share, balance, divide, allocate, route
send, transmit, push, deliver, forward, ship, put
collect, gather, ingest, take in, capture, acquire, pull in, ingestion, load
deliver, delivery, load, write to, land in, dump
destination, target, sink, where to, output, deliver
source, origin, input
watch, monitor, observe, keep an eye, track, supervise, follow, monitoring, surveillance
alert, warn, notify, alarm, message, notification, email, mail, sms, page me, tell me, heads up, inform
publish, subscribe, broadcast, notification
protect, secure, safe, guard, safety, security, safer, safeguard, defend, harden
encrypt, encryption, cipher, scramble, encode, unreadable
traffic, communication, messages, talk, exchange, conversation
between nodes, inter node, node to node, between machines, between instances, between containers, inter container, between hosts, among workers
node, machine, instance, worker, host, computer
server, machine, instance, computer, virtual machine, vm, ec2, box
disk, storage, drive, volume, hard disk, hard drive, ssd
block storage, volume, ebs, elastic block store
local disk, instance store, host disk, internal disk, physically attached, on the host, local storage, local ssd, built in disk
hibernate, sleep, suspend
snapshot, backup, back up, image, point in time copy, save state
incremental, only changes, what changed, changed blocks, differential, delta
image, machine image, ami, template
availability zone, az, zone, data center, datacentre
region, location, country
permission, right, rights, authorization, access, privilege, privileges, authority, entitlement
allow, permit, grant, let, enable, give access, authorize, let in
deny, refuse, block, forbid, prohibit, reject, denied, forbidden
policy, rule, document, policies, permission set
role, job function
inline, embedded, built into, one off
reusable, reuse, use again, managed, share, several times, again and again
attach, add, put on, bind
resource based policy, resource policy, bucket policy
principal, who, grantee, caller
identity, user, account, login, subject
federation, federated, single sign on, sso, saml, company directory, active directory, corporate login, identity provider, external identity, corporate credentials, ldap
delegate, hand over, pass, assume, hand, on behalf
pass role, passrole, hand over role, pass a role
group, team, department
nested, nesting, hierarchy, inside another, child, parent, subgroup, within another
attribute based access control, abac, tag based, label based, by tag, by attribute
role based access control, rbac
tag, label, attribute, marker
cost center, department, cost centre
maintenance, upkeep, maintain, keep up to date, ongoing work, effort, update, constant editing, overhead
multi factor authentication, mfa, two factor, 2fa, second factor, two step, one time code, extra verification, two factor authentication, authenticator
password, credential, secret, stolen, login
public, open to everyone, anyone, everyone, world, internet, publicly
private, isolated, internal, own network, closed, confidential
network isolation, internet free, no internet, without internet, offline, no network, air gapped, cut off, isolated
virtual private cloud, vpc, private network, own network, subnet, private subnet
internet, online, web, outside world, network
bucket, s3, object storage, simple storage service
account, aws account, customer account, service account
owner, whose, belongs, own, belong
employee, staff, worker, colleague, coworker, person, people, user
company, organization, enterprise, firm, business, corporation
read, access, load, open
write, save, store, put
save, store, keep, stored, saved, persist, put
folder, directory, path, location, where
file, document, script
script, program, code
pipeline, chain, sequence, steps, in a row, one after another, series, workflow, succession, stages
linear, straight, sequence, one after the other
step, stage, phase, part
preprocess, preprocessing, prepare, clean, preparation, cleaning, transform, tidy, feature engineering, data prep
postprocess, post processing, tidy up output, format output, afterwards
input, request, incoming, payload
output, response, result, answer, outcome, return
return, give back, yield, produce, output, respond
request, call, invocation, invoke, query
http, web request, rest, url
container, docker, containerized, docker container
docker image, image, container image
prebuilt, ready made, pre made, off the shelf, out of the box, existing, provided, premade, predefined, canned
custom, own, self made, bring your own, byo, homemade, yourself, byoc
registry, repository, ecr, image store, docker hub
elastic container registry, ecr, container registry
elastic container service, ecs, container orchestration, orchestrate
port, socket, listen
health check, ping, heartbeat, alive, healthy, liveness, probe, still running
timeout, seconds, time limit, in time, how quickly
compress, archive, pack, package, zip, tar, bundle, tarball, gzip, compressed
artifact, artefact, weights, saved model, trained model, model file
version, release, edition, revision
production, live, prod, live system, going live
latest, newest, most recent
stable, reliable, dependable, trustworthy
web server, nginx, http server, webserver, gunicorn, wsgi, flask
graphics card, gpu, nvidia, graphics processor, video card, graphics processing unit
driver, drivers, graphics software
cpu, processor, central processing unit
memory, ram, memory bound
compute, computation, processing power, cpu bound, calculating power
bottleneck, bound, limit, limiting factor, constraint
accelerator, acceleration, accelerate, hardware acceleration, speed up
elastic inference, accelerator, ei
compile, compiler, optimize, optimise, optimization, compiled, neo
edge, device, phone, iot, sensor, embedded, smartphone, camera, mobile, gadget, raspberry pi
hardware, platform, chip, processor, hardware platforms
run anywhere, many platforms, different hardware, several devices, portable, multiple hardware
framework, library, toolkit
tensorflow, pytorch, mxnet, deep learning framework
open source, free software, community
train, learn, fit, teach, training, learning, trained
infer, inference, predict, prediction, predictions, scoring, serve, serving
host, hosting, deploy, serve, deployment, deployed, put into production, roll out
endpoint, api, hosted model, real time inference, deployed model, serving url
real time, live, synchronous, online, instant
batch, bulk, offline, all at once, batch transform, batch job, overnight
model, network, net, classifier
neural network, deep learning, dnn, neural net, deep network, deep neural network, nets
overfit, overfitting, memorize, too closely, overtrained, does not generalize, high variance, memorise, overfits, validation loss rises, poor generalization
regularization, regularize, regularise, dropout, prevent overfitting, l1, l2
dropout, drop neurons, switch off neurons, random neurons, cut neurons
neuron, unit, node, layer
hyperparameter, setting, parameter, knob, option, configuration value
tune, tuning, hyperparameter tuning, search, optimise, trials, hpo, hyperparameter optimization
job, run, task, trial
metric, measure, score, statistics, measurement, figure, kpi, numbers
median, average, mean, middle
feature, column, variable, field, dimension, predictor
label, target, class, answer, annotation, ground truth
row, record, observation, example, sample, data point, instance, case
dataset, data set, data, corpus, training set
data frame, dataframe, table
vector, array, list of numbers
double, float, number, numeric, float32
synthetic, artificial, made up, fake, generated, invented, simulated
augmentation, augment, more examples, additional examples, enlarge dataset, extra examples, more training data, artificially
rotate, flip, crop, altered, modified, changed, distorted, mirrored
picture, image, photo, photograph, pictures, photos
video, footage, film, camera, recording, cctv, webcam, movie stream
voice, speech, spoken, audio, talk, speak, sound, vocal, spoken language
read aloud, say, speak, text to speech, tts, voice output, read out, spoken, pronounce, aloud, read out loud
pronounce, pronunciation, say, sound, sounds, utter, mispronounce, says wrong
speech to text, transcription, speech recognition, dictation, listen, asr, understand speech, hear
chatbot, bot, assistant, conversational, dialog, dialogue, virtual agent, conversation, voice bot, call center, call centre, contact center
customer, client, caller, visitor, shopper, consumer
lexicon, dictionary, vocabulary, glossary, word list
acronym, abbreviation, short form, initials
company name, brand, proper name
phoneme, phonetic, sound, ipa
foreign, other language, non english
natural language processing, nlp, text analysis, text analytics, text mining, understand text, language understanding
sentiment, opinion, mood, feeling, positive or negative, emotion
entity, entities, names, people and places, key phrases
review, comment, feedback, tweet, post
business intelligence, bi, reporting, dashboards, business reports
dashboard, chart, graph, visualize, visualise, plot, report, visualization, diagram
crowdsource, crowdsourcing, crowd, human workers, outsource, humans, many people, freelancers, strangers, gig, paid workers
annotate, label, labelling, labeling, manual labels
sensitive, personal, confidential, private, secret, personal information, credit card, social security, passport
personally identifiable information, pii, personal data, personal information, credit card, names and addresses, social security number, private data, gdpr
intellectual property, trade secret, source code, copyright
leak, breach, exposure, disclosure, stolen, data theft, exfiltration, leaked
intrusion, break in, hacker, unauthorized access, attack, intruder
classify, categorize, sort, assign
classification, classify, classifier, categories, class, yes or no
binary, two class, yes or no
multiclass, more than two, several classes, many classes
regression, numeric prediction, predict number, continuous value
cluster, clustering, grouping, segment, segmentation, similar, group together
k means, kmeans, clustering
recommend, recommendation, recommender, suggest, suggestion, personalize, collaborative filtering, personalization, what to watch, you may also like
movie, film, films, video
rating, likes, preference, score, stars, likeness
click, click through, ctr, click prediction, clicks
ad, advertisement, advertising, banner, advert, commercial, ads
news feed, social media, timeline, feed
anomaly, anomalous, outlier, unusual, strange, odd, abnormal, weird, irregular, unexpected, suspicious, deviating, anomalies, rare, out of the ordinary, fraud
ddos, denial of service, attack, flood, cyber attack, hack
unauthorized, illegal, forbidden, not allowed, unapproved
data transfer, exfiltration, stolen data, upload, leaking
rush hour, traffic jam, congestion, road traffic, jam, motorway, highway, peak hour, commuters
accident, crash, incident
spike, peak, sudden rise, surge, burst, jump
time series, temporal, over time, sensor readings, timestamps, sequential
supervised, labelled, labeled
supervised, unsupervised, self supervised
unsupervised, without labels, unlabeled, no labels, unlabelled
ensemble, many trees, combination of models, several models, committee, forest
tree, trees, decision tree, forest
sparse, mostly zero, mostly zeros, many zeros, mostly empty, few values
high dimensional, many dimensions, many features, lots of features, many columns, wide data, thousands of columns
large, huge, big, massive, enormous, giant, vast, millions, terabytes, petabytes, tons, gigantic, at scale
moderate, medium, normal, average, middling
small, tiny, little, compact, minimal, few
unlimited, limitless, infinite, no limit, endless, virtually unlimited, any size
limit, maximum, max, at most, upper bound, ceiling, cap, most, biggest, highest, up to, longest, largest, limits
minimum, min, at least, smallest, lowest, shortest, least, fewest
dimensionality reduction, reduce dimensions, fewer dimensions, dimension reduction, fewer features, compress features
correlated, correlation, related, dependent, codependent, collinear
visualize, visualise, visualization, plot, display, 2d
approximate, approximation, randomized, random, estimate, inexact
exact, regular, precise
default, out of the box, nothing chosen, by itself, if nothing, omit, not specified, unless, automatically chosen, standard, without setting
automatic, automatically, by itself, on its own, hands off, self, automate, without manual, automated
manual, manually, by hand, yourself, on your own, hand
tedious, painful, hard, difficult, cumbersome, annoying, pain, burden, laborious
easy, simple, effortless, little effort, without effort, convenient, straightforward
managed, fully managed, serverless, no servers, no infrastructure, without servers, nothing to run, administration, operate
capacity, throughput, bandwidth, volume
scale, scaling, grow, auto scaling, autoscaling, elastic, resize, adapt
scale out, add instances, more machines, more instances, scale up, more servers, additional instances
scale in, remove instances, fewer machines, scale down
cooldown, cool down, waiting period, pause, wait, settle
react, respond, responsive, responsiveness, reaction
load, demand, traffic, requests, workload
provision, reserve, allocate, set aside, in advance, beforehand, plan ahead, allocated, preallocate, capacity planning
variant, version, alternative, candidate
a b test, ab test, a b testing, ab testing, split test, compare models, experiment, side by side, canary, blue green, try out, champion challenger, split testing
weight, share, percentage, percent, portion, proportion, fraction
traffic, requests, calls, load
particular, specific, certain, single, one, directly, choose, pick, given
stream, streaming, continuous, flow, streams, on the fly, pipe
streaming data, event stream, clickstream, data in motion, stream processing
kinesis data streams, kds, data streams
kinesis data firehose, firehose, kdf, delivery stream
kinesis video streams, kvs, video streams
kinesis data analytics, kda, flink, managed service for apache flink, stream analytics, sql on streams, analyse streams, analyze streams
producer, sender, writer, source
consumer, reader, receiver, subscriber, application
several, many, multiple, more than one, various, a second, different
replay, read again, reprocess, re read, once more, again, rewind, yesterday, reread, second time, repeat
buffer, buffering, batching, hold back, accumulate, collect
agent, collector, daemon, client program, forwarder
log, log file, logs, logging, log files
log rotation, file rotation, rotate, rotation
checkpoint, checkpointing, bookmark, where it was, resume, left off, position
retry, try again, retries, retrying, resend
failure, fail, error, fault, break, failed, crash, trouble, problem, issue, broken
troubleshoot, find faults, debug, diagnose, investigate, what went wrong, find out why
debugger, debug, debugging, tensors, inspect training
transform, convert, change, modify, reshape, translate, reformat, alter
format, file type, file format, encoding, data format
json, csv, protobuf, recordio, parquet
lambda, function, serverless function
extract transform load, etl, data integration, transformation job
glue, etl, aws glue
elasticsearch, opensearch, open search, elastic search
redshift, data warehouse, warehouse
splunk, log analytics
snowflake, iceberg
cluster, spark cluster, emr, hadoop, big data cluster
elastic mapreduce, emr, hadoop
spark, apache spark, pyspark
big data, large scale, massive data, huge data
graph, network analysis, graph analytics
synchronize, sync, coordinate, coordination, in sync, synchronization, consistent
configuration, config, settings, setup, set up, configure
zookeeper, coordination service
distributed, across machines, many machines, parallel, cluster, several machines
notebook, jupyter, zeppelin, notebook instance
lifecycle, life cycle, bootstrap, setup script, init script, startup script, life
install, set up, add, pip install
library, package, module, dependency, libraries, packages, python package
each time, every time, always, at each start, every start, each start
once, one time, single time, only once, first time
create, creation, make, set up, build, new, created
estimator, fit, trainer
transform, inference, predict
fit, train, training
spark mllib, mllib, spark ml, spark machine learning
recommendation engine, als, alternating least squares, recommender
singular value decomposition, svd
principal component analysis, pca
latent dirichlet allocation, lda, topic modelling, topic modeling, topics
neural topic model, ntm
random cut forest, rcf
factorization machines, fm, factorisation machines
t sne, tsne, t distributed stochastic neighbor embedding
naive bayes, bayes, bayesian classifier
logistic regression, classification
gradient boosting, xgboost, boosted trees, extreme gradient boosting, gradient boosted trees
object2vec, embedding, embeddings
linear learner, linear model, linear regression
simple notification service, sns
simple queue service, sqs, queue
cloudwatch, metrics, monitoring, logs
cloudwatch events, eventbridge, event bridge, events
event, change, state change, happening
dynamodb, nosql, key value, table
ec2, virtual machine, instance, virtual server
sagemaker role, execution role, service role
bucket name, name of the bucket, called
greengrass, edge runtime, iot
macie, data discovery, data classification
polly, text to speech, voice
lex, chatbot, voice bot
comprehend, nlp, text analysis
mechanical turk, mturk, crowdsourcing
quicksight, quick sight, business intelligence
script mode, own script, training script
pipe mode, pipe input, pipe input mode, streaming input, stream from s3
file mode, file input mode, download first
input mode, how data is read, data input
twice, double, 2x, two times, doubled, two fold
half, 50 percent
third, 35 percent
three quarters, 75 percent
tenth, 10x, ten times, tenfold
day, week, hours, days
year, 365 days
week, 7 days
minute, 60 seconds, minutes
performance, performant, fast, speed, throughput, iops, quickest, fastest, best performance, high performance, performs best
chatter, communicate, communication, traffic, talk, exchange, network traffic, messages, speak to each other, talk to each other
overnight, nightly, every night, scheduled, batch, periodic
bunch, set, collection, group
pause, suspend, stop, turn off, weekend, over night, idle
continue, resume, start again, go on, come back, later
visitor, visitors, users, requests, traffic, calls, clients
tenth, 10 percent, share, portion, part of the traffic
read only, readonly, look, look only, view only, only look, only read, not change, change nothing, auditor, see but not change
smuggle, exfiltrate, steal, theft, stolen, transfer out, data transfer
arrive, come through, reach, show up, get there, travel time, delivery time, end to end
immediately, instantly, instant, real time, right away, the very moment, at once, as soon as, without delay
website, web app, online, real time, live site, interactive
edit, update, change, modify, adjust, maintain, rewrite
too little data, not enough data, few examples, small dataset, scarce data, few samples, little data, lack of data, not enough examples, few pictures, few images, small data
dockerfile, docker, image, container
own code, code yourself, custom code, self written, handwritten, program yourself, implement, write code, coding, write my own
xgb, xgboost
torch, pytorch
tf, tensorflow
sklearn, scikit learn, scikit
py, python
db, database
k means, kmeans
jupyter, notebook, ipynb
config, configuration, settings
repo, repository
auth, authentication, authorization
env, environment
infra, infrastructure
ops, operations
perf, performance
reverse proxy, nginx, web server, proxy
old events, past events, history, historical, earlier, previous, last week, weeks ago, days ago, yesterday
screen, monitor, wall, dashboard, display
tailor, personalize, customise, customize, individual, adapt
content, article, articles, news, feed, posts
black friday, peak load, sales event, high season, rush, busy, unpredictable, fluctuating, varying, bursty
resize, adjust capacity, scale, capacity
owned by, belongs to, in whose account, owner, account
environment, runtime, container, framework, setup
sealed off, closed off, isolated, no access, cut off, locked down, without network, without access
break, fail, not work, unsupported, not supported, incompatible, does not work, impossible
support, supported, compatible, works with, understand, accept, handle, able
accept, take, take in, input, expect, allowed
kind, type, sort, category, form
kinds, types, modes, variants, flavours, flavors
mode, option, setting, variant
purpose, for what, job, task, goal, role, good for, use case, application
use case, application, applied, example, used in, scenario
advantage, benefit, benefits, advantages, gain, plus, strength, why use, pros
drawback, disadvantage, con, cons, weakness, downside
best practice, recommended, recommend, should, advice, proper, right way, good idea
mandatory, required, must, necessary, has to, obligatory, have to
optional, not required, voluntary, may be left out
exception, except, special case, unless
today, now, currently, nowadays, still, any longer, anymore
deprecated, retired, discontinued, end of life, closed, end of support, shut down, no longer available, still available, still supported, obsolete, outdated, old, abandoned
renamed, new name, called today, former name, successor, replaced, replacement, formerly, used to be called
improve, better, enhance, raise, optimize, gain
worse, bad, poor, degrade, decline, deteriorate
compare, versus, against, rather
computer vision, image recognition, images, pictures, recognise pictures, vision
cat, dog, animal, object
translate, language
email, mail, letter, message
phone, telephone, call, hotline
phone number, personal data, pii
employee number, personal data, pii
name, called, title, naming
suffix, ending, tag, extension
extension, file ending, format
binary, executable, program, script
sound, pronounce, accent, dialect, intonation
whole, entire, total, complete, overall
percent, share, proportion, ratio
thousand, million, billion, many
hundred, hundreds, many, few
fraction, part, share, subset
duplicate, twice, double, repeated
lot, lots, many, plenty, numerous
wait, waiting, idle, delay, pause
hurry, fast, quick
crash, fail, failure, die, break, outage, hardware failure, defect
hardware failure, underlying hardware, disk failure, broken host, host fails, defect
machine learning, ml, model
artificial intelligence, ai, ml
ready to use, turnkey, out of the box, no ml knowledge, without training, managed ai
developer, programmer, engineer
data scientist, analyst, scientist, researcher
administrator, admin, root
team, department, group, colleagues
guest, partner, contractor, external, third party, supplier, outsider
other account, another account, cross account, different account, foreign account, another company
sign, trust, trusted
key, credential, access key, secret
store keys, hard coded keys, embedded credentials, credential, access keys
nosql, dynamodb, key value
table, index, item
object, file, key
bucket, container, folder
upload, put, send, copy to
monitor, metrics, observe, health
console, screen, web interface, dashboard
stdout, print, printed, console output, log, output
event, state change, notification, happening
trigger, start, fire, launch, react
scheduler, cron, schedule, timer
loss, error, objective
accuracy, metric, quality, correct
curve, graph, line, chart
epoch, iteration, round, pass
gradient, weights, parameters, model details
parameter, weight, coefficient
layer, network, depth
embedding, vector, representation, object2vec
silence, switch off, drop, deactivate, mute
generalize, generalise, overfit, unseen data
simple model, linear model, regression
probability, chance, likelihood, rate
score, rating, grade, number
threshold, cut off, limit
unusual traffic, traffic spike, peak, anomaly
commuter, traffic, rush hour, road
bank, fraud, transaction
sensor, iot, reading, measurement
signal, time series, sequence
moment, time, point in time
season, seasonal, period
article, product, item
shop, store, retail, product
user, customer, person, reader, viewer
series, movie, show, film
personal, individual, private
tap, click, press
banner, advertisement, ad
guess, predict, estimate, forecast
column, feature, field, attribute
zero, empty, missing, sparse
matrix, table, vectors
component, principal, factor
compress columns, reduce columns, dimensionality reduction, fewer columns, pca
big table, very large dataset, huge dataset, millions of rows, large data
mid sized, medium sized, moderate, moderate size, average size
cluster, machines, nodes, workers
hadoop, emr, spark, big data
engine, framework, system, processor
graph, network, edges
fit, estimator, train
saved, persist, store, save, reload
workflow, pipeline, process
text, document, documents, language
topic, theme, subject, lda
spam, classification, filter
yes no, binary, classification
producer, writer, put records, send records
reader, consumer, subscriber, application
lane, shard, throughput, parallel
partition, shard, lane
capacity, shard, throughput, units
provisioned, on demand, capacity mode
archive, store, s3, keep
data lake, s3, storage
data warehouse, redshift
search engine, opensearch, elasticsearch
log analysis, splunk
format conversion, transform, convert, lambda
video, camera, doorbell, surveillance, drone, footage
java, program, application, jvm
shipper, agent, forwarder, log shipper, collector
tail, follow, watch, new lines
position, checkpoint, offset, where it stopped
restart, checkpoint, resume
lost connection, retry, failure
composite, compound, all in one, combined, single model, one model, as a whole, counts as one
hop, step, stage, link, container, component, station
address, uri, url, path, registry path, arn, location
pinned, fixed, stable, specific version, pin
floating, moving, latest, newest build, rebuilt
footprint, size, small, lightweight, slim, shrink, weight
compile, compilation, translate to machine code, convert for hardware, build for
feed, stream, pipe, supply, deliver to training, ingest
fetch, download, copy, pull, get from s3, load from s3
read speed, throughput, bandwidth, io, input output, disk speed, data rate, i o
startup time, launch time, time to start, start faster, boot time, provisioning time, spin up time, waiting to start
standard, default, normally, usual, nothing specified, preset, unless told otherwise
prune, abandon, kill, hopeless, losing, unpromising, poor, bad trials, stop early, wasteful
in transit, on the wire, between machines, over the network, moving data, inter container
egress, outgoing, outbound, internet access, network access, phone home
narrate, read out, voice, speak, read text, audiobook, announcer
ivr, hotline, voice menu, phone bot, alexa, assistant, call center, telephone agent
mood, sentiment, tone, happy or angry, emotion, customer satisfaction
key phrase, entity, names and places, extract, extraction, mentions
insight, kpi, dashboard, report, visuals, analytics, management report, sales figures
gig, crowd, human, freelancer, survey, microtask, turk, turker, human intelligence task
plot, dashboard, chart, curve, display, draw
pager, alarm, alert, notification, text message, ping me
canary, rollout, split, a b, part of the traffic, gradual, small share, percentage of requests
champion, challenger, old and new model, two versions, model versions, competing models
route, direct, send to, forward, steer, address
flapping, thrash, oscillate, settle, stabilize, calm, up and down
too late, late, slow, react, responsiveness, lag behind, not fast enough
data loss prevention, dlp, leak, sensitive data, exposure
health record, medical, patient, personal, sensitive data, medical records
tokenize, mask, redact, replace values, obfuscate
throttled, throughput exceeded, overloaded, hot, too much data, exceeded, write limit, read limit
parallelism, parallel, shards, partitions, lanes, more throughput
reprocess, replay, rewind, read again, go back, once more, recover lost
flush, buffer, deliver, interval, batch, wait before delivery
fan out, several consumers, many readers, multiple readers, different teams, several applications
program myself, own producer, own consumer, custom application, own code
without code, no code, no programming, without programming, fully managed, little work, zero administration
maintenance free, serverless, no administration, nothing to manage, no operations, hands free
ownership, account, whose, tenant, who runs, where does it live
machine in my account, ec2 console, service account, managed instance
hosted, managed, runs in aws, operated by aws, aws takes care
human readable, text, json, xml
schema, layout, columns, structure, fields
numeric type, float32, double, decimal, precision
loads, many, large amount, lots of data, mass, massive
rank, order, sort, score
similar users, recommendation, collaborative, also bought, taste, preferences, interests
suspicious, anomaly, intrusion, unusual, strange behaviour, odd behaviour
denial, ddos, flood, botnet, overload attack
outlier score, anomaly score, how unusual, degree, strangeness, how strange
no teacher, unsupervised, without answers, no ground truth
voting, ensemble, many models, average of trees, combine models
forest, random cut forest, trees
reduce features, pca, fewer variables, compress, dimensionality
sample, random, approximate, subset of rows
zeros, sparse, one hot, empty cells, missing entries
bag of words, sparse, text features
interaction, pairwise, factorization
clustering, group customers, segments, similar groups, grouping
which genre, topics, lda, subject matter
decision rules, decision tree, if then, rules
spam filter, naive bayes, text classification
matrix factors, svd, decomposition, factorization
statistics, mean and variance, summary, correlation, hypothesis tests, descriptive
remote, elsewhere, external, another machine, connect to
zeppelin, notebook, livy, jupyter
spark job, spark cluster, emr cluster, spark application
result of training, model, fitted model, artifact, outcome of fit
returns, gives back, yields, produces, result, outcome
doubles, floats, numbers, numeric, vector of numbers
label column, target, y, outcome column, labels
feature column, features, x, inputs
quick engine, spark, in memory, general purpose
tuned, optimized, performance, faster version, improved
scripting language, pig, latin, data flow
coordination, zookeeper, leader election, distributed lock, consensus
retired, attic, end of life, unsupported, abandoned, no longer developed, dead
debug output, logs, stdout, print statements
captured predictions, data capture, stored predictions, log predictions, inference records
predicted class, label, predicted label, prediction, result
response, answer, reply, returned
profiling, debugger, tensors, inspect, vanishing, training issues
shell script, script, init, bash, startup
each boot, on start, every start, every launch, restart of notebook
first boot, on create, creation, only once, one off
packages, libraries, pip, conda, dependencies
flip, rotate, crop, zoom, mirrored, brightness, altered copies
fabricate, synthetic, generate, artificial, create more, invent
neural, deep learning, layers, network
hungry, more data, larger dataset, bigger, amount of data
co adapted, codependent, rely on each other, dependent neurons
penalty, regularization, l1, lasso, weights to zero
linear regression, linear learner, simple regression
embedding pairs, object2vec, sentence similarity
memory hungry, memory bound, needs ram, ram
machine type, instance type, instance family, which instance, hardware choice
graphics, gpu, cuda, nvidia, video
driver, kernel module, host driver
toolkit, library, utilities, tools
host, underlying machine, physical machine, server
loopback, localhost, port, 8080
respond quickly, ping, timeout, seconds, alive check
archive format, tar, gz, zip, compressed, packed
executable, program, script, binary, entry point, command
web framework, flask, gunicorn, nginx, wsgi, web server
wrapper, thin layer, glue code, small file
rarely touched, seldom changed, leave alone, no need to edit, boilerplate
sample, example, template, reference implementation
convention, rule, standard, prescribed
bring your own model, custom container, own image, own algorithm
task definition, ecs task, container definition, where images are
stolen credentials, mfa, second factor, hacked account, account takeover
flat, no hierarchy, not nested, no children
hierarchy, tree, parent, nested, subgroups
attribute, tag, label, property, department
growing team, many projects, dynamic, changes quickly, rapidly changing, scale of permissions
list of resources, resource list, enumerated, role policy
json element, principal, statement, policy element
single use, inline, embedded, not reusable, deleted with
standalone, managed policy, reusable, shared by many
full access, administrator, everything, all permissions, wide permissions
`;
