// A program that makes nothing: what every run of Pulumi costs.
module.exports = {};
